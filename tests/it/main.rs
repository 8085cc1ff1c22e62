//! Tests of the whole, one binary.

mod cli;
mod corpus_auto;
mod corpus_forwards;
mod corpus_raw;
mod corpus_replies;
mod crash;
mod decide;
mod document;
mod e2e;
mod found;
mod group;
mod leaks;
mod mail_reports;
mod mail_samples;
mod mailbox;
mod processors;
mod reader;
mod reply_clients;
mod report_json;
mod report_text;
mod risk;
mod servers;
mod store;
mod tidy;
mod time;
mod transport;
