//! `convert`: any known wire format to tidy Parquet, without a warehouse.

use super::{Context, import::read_mapping};
use crate::cli::ConvertArgs;
use crate::convert::write_parquet;
use crate::error::{Error, Result, exit};
use crate::guard;
use crate::intake::{known_arts, project};
use crate::read::{self, Refusal};

/// Reads the file by its looks and writes it as Parquet. The guard looks at it first, as it does at everything.
pub async fn convert(context: &Context, arguments: ConvertArgs) -> Result<u8> {
    let name = arguments.file.display().to_string();
    let refuse = |refusal: Refusal| Error::Refused { dataset: "convert".to_owned(), file: name.clone(), refusal };
    let bytes = std::fs::read(&arguments.file).map_err(Error::io("kan ikke lese", &arguments.file))?;
    let reading = match &arguments.mapping {
        Some(mapping) => {
            let mapping = read_mapping(context, mapping)?;
            let arts = known_arts(&context.definitions()?).await?;
            let (projection, format) =
                project(&bytes, &mapping, arguments.kommune.as_deref(), context.config.kommune.as_deref(), &arts, refuse)?;
            (format.read)(&projection.canonical).map_err(refuse)?
        }
        None => {
            let format = read::recognise(&bytes).ok_or_else(|| {
                let known: Vec<&str> =
                    read::FORMATS.iter().filter(|format| format.id != read::TABLE.id).map(|format| format.name).collect();
                refuse(Refusal::whole("et format som innsikt ikke kjenner igjen", format!("en av: {}", known.join("; "))))
            })?;
            guard::inspect(&bytes, format.syntax, &[]).map_err(refuse)?;
            (format.read)(&bytes).map_err(refuse)?
        }
    };
    if let (Ok(input), Ok(output)) = (arguments.file.canonicalize(), arguments.output.canonicalize())
        && input == output
    {
        return Err(Error::Usage(format!("{name}: filen kan ikke skrives over seg selv; gi et annet navn med -o")));
    }
    let summary = write_parquet(&reading, &arguments.output).map_err(|error| Error::Stop(error.to_string()))?;
    eprintln!("{}: {} rader, {} byte", arguments.output.display(), summary.rows, summary.bytes);
    Ok(exit::DONE)
}
