//! Nothing that somebody wrote becomes more than text: no header, no markup, no order, no formula. Tables of what people try,
//! against every field that reaches a mail or a file.

mod exports;
mod headers;
mod lives;
mod tricks;
