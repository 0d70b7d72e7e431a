//! Which of a workbook's sheets is taken in.

use super::{Sheet, Workbook};
use crate::read::{Refusal, shown};

impl Workbook {
    /// The number of the one visible sheet that holds the table that is looked for: whoever looks at the workbook must see what is taken in.
    /// A lone visible sheet is it whatever it holds, since what is wrong with it says more than that there is none. `expected` is what a
    /// refusal asks for.
    ///
    /// # Errors
    ///
    /// No such sheet, one that is hidden, or several.
    pub fn the_table(&self, has_it: impl Fn(&Sheet) -> bool, expected: &str) -> Result<usize, Refusal> {
        let of = |hidden: bool| {
            (0..self.sheets.len()).filter(move |at| self.sheets[*at].hidden == hidden && !self.sheets[*at].text().is_empty())
        };
        let list = |sheets: &[usize]| sheets.iter().map(|at| shown(&self.sheets[*at].name)).collect::<Vec<_>>().join(", ");
        let visible: Vec<usize> = of(false).collect();
        let fitting: Vec<usize> = visible.iter().copied().filter(|at| has_it(&self.sheets[*at])).collect();
        let hidden = || of(true).find(|at| has_it(&self.sheets[*at]));
        match (fitting.as_slice(), visible.as_slice()) {
            ([one], _) => Ok(*one),
            ([], _) if let Some(hidden) = hidden() => {
                Err(Refusal::new(self.sheets[hidden].named(), "tabellen i et skjult ark", format!("{expected}; vis arket")))
            }
            ([], [one]) => Ok(*one),
            ([], _) => Err(Refusal::whole(format!("ingen slik tabell i arkene {}", list(&visible)), expected)),
            (several, _) => {
                Err(Refusal::whole(format!("tabellen i flere ark: {}", list(several)), format!("{expected}; slett eller skjul de andre")))
            }
        }
    }
}
