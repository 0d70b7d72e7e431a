//! Innsikt.
