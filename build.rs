//! Tells cargo that the definitions are compiled in: a new SQL file, pipeline or template is a reason to build again.

fn main() {
    for folder in ["sql", "pipelines", "mappings", "reports"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
