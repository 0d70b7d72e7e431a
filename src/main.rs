//! Parses the command line and dispatches; everything else is in the library.

use std::process::ExitCode;

use clap::Parser;
use innsikt::cli::Cli;

/// Joins and groupings allocate all the time, and the C library's allocator took a third of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Deep plans recurse; the default stack of a thread is too small for an unoptimised build.
const STACK_BYTES: usize = 32 << 20;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK_BYTES).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("innsikt: kan ikke starte: {error}");
            return ExitCode::FAILURE;
        }
    };
    let work = runtime.spawn(innsikt::command::run(cli));
    match runtime.block_on(work) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("innsikt: uventet feil: {error}");
            ExitCode::FAILURE
        }
    }
}
