//! Logging in by OAuth, TLS, and the alarm by the other way.

mod alarm;
mod live;
mod source;
mod tls;
mod wire;
