//! The catalogue: every definition parsed and checked against the others, before any data is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::prelude::SessionContext;

use super::frame;
use super::graph::{Dependencies, order, references};
use super::header::{FACT_COLUMNS, FIGURE_COLUMNS, Header, INDICATOR_KEY, IndicatorHeader, Kind, Model};
use crate::definition::{Definitions, nearest};
use crate::engine::{self, empty_table, register, sql_type};
use crate::error::{Error, Result};
use crate::pipeline::Pipelines;

/// The table that unites every indicator.
pub const FIGURES: &str = "indikator.verdi";

/// Every definition, and how they hang together.
#[derive(Debug)]
pub struct Catalogue {
    /// Whether the warehouse that is built holds made-up figures; every figure says so.
    pub synthetic: bool,
    pub definitions: Definitions,
    pub pipelines: Pipelines,
    /// By name, `dim.kommune`.
    pub models: BTreeMap<String, Model>,
    /// Names of the models that are built by SQL, in an order in which each comes after what it reads.
    pub order: Vec<String>,
    /// What each of them reads.
    pub dependencies: Dependencies,
    /// The statement that fills each of them.
    statements: BTreeMap<String, String>,
    /// The columns of every table: facts, models, indicators, `indikator.verdi` and `katalog.*`.
    pub schemas: BTreeMap<String, SchemaRef>,
}

impl Catalogue {
    /// Parses every definition, finds the models' order and plans each on empty tables.
    pub async fn load(definitions: Definitions, synthetic: bool) -> Result<Catalogue> {
        let pipelines = Pipelines::load(&definitions)?;
        let mut models = BTreeMap::new();
        for (file, text) in definitions.under("sql").filter(|(file, _)| file.ends_with(".sql")) {
            let model = Model::parse(file, text)?;
            models.insert(model.name(), model);
        }
        let mut catalogue = Catalogue {
            synthetic,
            definitions,
            pipelines,
            models,
            order: Vec::new(),
            dependencies: BTreeMap::new(),
            statements: BTreeMap::new(),
            schemas: BTreeMap::new(),
        };
        catalogue.check_pipelines()?;
        catalogue.plan().await?;
        Ok(catalogue)
    }

    /// The fact's declared model.
    pub fn fact(&self, table: &str) -> Option<&Model> {
        self.models.get(&format!("fakta.{table}")).filter(|model| model.kind() == Kind::Fact)
    }

    /// The indicators, in order of their id.
    pub fn indicators(&self) -> impl Iterator<Item = (&str, &IndicatorHeader)> {
        self.models.values().filter_map(|model| match &model.header {
            Header::Indicator(header) => Some((model.table.as_str(), header)),
            _ => None,
        })
    }

    /// The statement that fills a model's table.
    pub fn statement(&self, name: &str) -> Result<&str> {
        self.statements.get(name).map(String::as_str).ok_or_else(|| Error::Stop(format!("modellen {name} finnes ikke")))
    }

    /// The statement of the table that unites the indicators, which has no file of its own.
    fn every_figure(&self) -> String {
        self.indicators().map(|(id, _)| format!("SELECT * FROM indikator.{id}")).collect::<Vec<_>>().join("\nUNION ALL\n")
    }

    /// A model and all models that it reads, directly or through others.
    pub fn upstream(&self, name: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![name.to_owned()];
        while let Some(next) = waiting.pop() {
            if let Some(needs) = self.dependencies.get(&next)
                && found.insert(next)
            {
                waiting.extend(needs.iter().cloned());
            }
        }
        found
    }

    /// Tables that are not models: facts, what the catalogue generates, and `indikator.verdi`.
    fn given(&self) -> BTreeSet<String> {
        let facts = self.models.values().filter(|model| model.kind() == Kind::Fact).map(Model::name);
        facts.chain(["katalog.indikator".to_owned(), "katalog.datasett".to_owned()]).collect()
    }

    async fn plan(&mut self) -> Result<()> {
        let ctx = engine::session();
        for model in self.models.values().filter(|model| model.kind() == Kind::Fact) {
            self.schemas.insert(model.name(), fact_schema(model)?);
        }
        self.schemas.insert("katalog.indikator".to_owned(), indicator_table(self)?.schema());
        self.schemas.insert("katalog.datasett".to_owned(), dataset_table(self)?.schema());
        for (name, schema) in &self.schemas {
            register(&ctx, name, empty_table(schema.clone()))?;
        }
        self.find_order(&ctx)?;
        for name in self.order.clone() {
            let schema = if name == FIGURES {
                self.statements.insert(name.clone(), self.every_figure());
                figure_schema()
            } else {
                self.plan_model(&ctx, &name).await?
            };
            register(&ctx, &name, empty_table(schema.clone()))?;
            self.schemas.insert(name, schema);
        }
        Ok(())
    }

    fn find_order(&mut self, ctx: &SessionContext) -> Result<()> {
        let mut dependencies = Dependencies::new();
        for (name, model) in self.models.iter().filter(|(_, model)| model.kind() != Kind::Fact) {
            let mut needs = references(ctx, &model.file, &model.sql)?;
            needs.extend(frame::reads(model).iter().map(|table| (*table).to_owned()));
            dependencies.insert(name.clone(), needs);
        }
        let indicators = self.indicators().map(|(id, _)| format!("indikator.{id}")).collect();
        dependencies.insert(FIGURES.to_owned(), indicators);
        let models: Vec<Model> = self.models.values().cloned().collect();
        self.order = order(&models, &dependencies, &self.given())?;
        self.dependencies = dependencies;
        Ok(())
    }

    /// Plans one model on the empty tables that it reads, and checks its columns against its header.
    async fn plan_model(&mut self, ctx: &SessionContext, name: &str) -> Result<SchemaRef> {
        let model = &self.models[name];
        let columns = |schema: &SchemaRef| schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
        let own = columns(&planned(ctx, model, &model.sql).await?);
        if let Header::Table(header) = &model.header {
            let expected: Vec<String> = header.kolonner.keys().cloned().collect();
            if own != expected {
                let (own, expected) = (own.join(", "), expected.join(", "));
                return Err(Error::definition(&model.file, format!("spørringen gir kolonnene {own}; hodet sier {expected}")));
            }
        }
        let statement = frame::statement(model, &own, self.synthetic)?;
        let schema = planned(ctx, model, &statement).await?;
        self.statements.insert(name.to_owned(), statement);
        Ok(schema)
    }

    fn check_pipelines(&self) -> Result<()> {
        for pipeline in self.pipelines.iter() {
            let wrong = |message: String| Err(Error::definition(format!("datasettet {}", pipeline.id), message));
            for target in &pipeline.tabell {
                let Some(fact) = self.fact(&target.navn) else {
                    return wrong(format!("tabellen fakta.{} finnes ikke; den erklæres i sql/fakta/{}.sql", target.navn, target.navn));
                };
                let known: Vec<String> = fact.columns().into_iter().map(|(name, _, _)| name).collect();
                // A column that only divides the dataset into partitions need not be kept.
                let divides = |name: &String| *name == pipeline.periode || pipeline.del.contains(name);
                for name in pipeline.lesing.iter().flat_map(|layout| layout.kolonner.keys()).filter(|name| !divides(name)) {
                    if !known.contains(name) {
                        let hint = nearest(name, known.iter().map(String::as_str)).map(|near| format!(" – mente du «{near}»?"));
                        return wrong(format!("fakta.{} har ingen kolonne «{name}»{}", target.navn, hint.unwrap_or_default()));
                    }
                }
            }
        }
        for (id, header) in self.indicators() {
            for source in &header.kilder {
                self.pipelines
                    .get(source)
                    .map_err(|error| Error::definition(format!("sql/indikator/{id}.sql"), format!("kilder: {error}")))?;
            }
        }
        Ok(())
    }

    /// SHA-256 of the content of a generated table.
    pub fn generated_fingerprint(&self, name: &str) -> String {
        let batch = if name == "katalog.indikator" { indicator_table(self) } else { dataset_table(self) };
        let rows = batch.and_then(|batch| Ok(arrow::util::pretty::pretty_format_batches(&[batch])?.to_string()));
        crate::definition::sha256(rows.unwrap_or_default().as_bytes())
    }

    /// The generated tables `katalog.*`.
    pub fn register_generated(&self, ctx: &SessionContext) -> Result<()> {
        register(ctx, "katalog.indikator", engine::memory_table(indicator_table(self)?)?)?;
        register(ctx, "katalog.datasett", engine::memory_table(dataset_table(self)?)?)
    }
}

/// The columns that a model's statement gives.
async fn planned(ctx: &SessionContext, model: &Model, sql: &str) -> Result<SchemaRef> {
    let frame = ctx.sql(sql).await.map_err(Error::query(model.file.clone()))?;
    Ok(engine::plain_schema(frame.schema().as_arrow()))
}

/// The columns of a fact as its header declares them.
fn fact_schema(model: &Model) -> Result<SchemaRef> {
    let Header::Fact(header) = &model.header else {
        return Err(Error::definition(&model.file, "ikke en faktatabell"));
    };
    let mut fields = Vec::new();
    for (name, column) in &header.kolonner {
        let written = column.data_type().unwrap_or_default();
        let data_type = sql_type(written).ok_or_else(|| {
            let known = "VARCHAR, BIGINT, INTEGER, DOUBLE, BOOLEAN, DATE, DECIMAL(p,s)";
            Error::definition(&model.file, format!("kolonnen «{name}»: ukjent type «{written}»; kjente: {known}"))
        })?;
        fields.push(Field::new(name, data_type, true));
    }
    let common = FACT_COLUMNS.iter().map(|column| Field::new(column.name, sql_type(column.sql_type).unwrap_or(DataType::Utf8), true));
    fields.extend(common);
    Ok(Arc::new(Schema::new(fields)))
}

/// The columns of `indikator.verdi`.
pub fn figure_schema() -> SchemaRef {
    let fields: Vec<Field> =
        FIGURE_COLUMNS.iter().map(|column| Field::new(column.name, sql_type(column.sql_type).unwrap_or(DataType::Utf8), true)).collect();
    Arc::new(Schema::new(fields))
}

fn indicator_table(catalogue: &Catalogue) -> Result<RecordBatch> {
    let rows: Vec<(&str, &IndicatorHeader)> = catalogue.indicators().collect();
    let text = |value: &dyn Fn(&str, &IndicatorHeader) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|(id, header)| value(id, header))))
    };
    let number = |value: &dyn Fn(&IndicatorHeader) -> i32| -> ArrayRef {
        Arc::new(Int32Array::from_iter_values(rows.iter().map(|(_, header)| value(header))))
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("indikator_id", text(&|id, _| id.to_owned())),
        ("navn_nb", text(&|_, header| header.navn.nb.clone())),
        ("navn_nn", text(&|_, header| header.navn.nn.clone())),
        ("navn_en", text(&|_, header| header.navn.en.clone())),
        ("populasjon", text(&|_, header| header.populasjon.join(", "))),
        ("maaleenhet", text(&|_, header| header.maaleenhet.clone())),
        ("desimaler", number(&|header| i32::from(header.desimaler))),
        ("retning", number(&|header| i32::from(header.retning))),
        ("nivaaer", text(&|_, header| header.nivaaer.join(", "))),
        ("definisjon", text(&|_, header| header.definisjon.clone())),
        ("teller", text(&|_, header| header.teller.clone())),
        ("nevner", text(&|_, header| header.nevner.clone())),
        ("kilder", text(&|_, header| header.kilder.join(", "))),
        ("skjerming", text(&|_, header| header.skjerming.clone())),
        ("fasit", text(&|_, header| header.fasit.clone())),
        ("merknad", text(&|_, header| header.merknad.clone())),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

fn dataset_table(catalogue: &Catalogue) -> Result<RecordBatch> {
    let column = |value: &dyn Fn(&crate::pipeline::Pipeline) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(catalogue.pipelines.iter().map(value)))
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("datasett", column(&|pipeline| pipeline.id.clone())),
        ("tittel", column(&|pipeline| pipeline.tittel.clone())),
        ("beskrivelse", column(&|pipeline| pipeline.beskrivelse.clone())),
        ("utgiver", column(&|pipeline| pipeline.utgiver.clone())),
        ("lisens", column(&|pipeline| pipeline.lisens.clone())),
        ("kildehenvisning", column(&|pipeline| pipeline.kildehenvisning.clone())),
        (
            "tabeller",
            column(&|pipeline| pipeline.tabell.iter().map(|target| format!("fakta.{}", target.navn)).collect::<Vec<_>>().join(", ")),
        ),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

/// Name, description and unit of the columns of `indikator.verdi`.
pub fn figure_descriptions() -> Vec<(String, String, Option<String>)> {
    FIGURE_COLUMNS.iter().map(|column| (column.name.to_owned(), column.description.to_owned(), None)).collect()
}

/// The key of `indikator.verdi`.
pub fn figure_key() -> Vec<String> {
    std::iter::once("indikator_id").chain(INDICATOR_KEY).map(str::to_owned).collect()
}
