//! Layers that are hidden, or shown or hidden by rule (ISO 32000-2, 8.11).

use pdf::{Dictionary, Error, Object};

use super::Look;
use crate::reason::{Reason, shown};

impl Look<'_> {
    pub(super) fn layers(&mut self, catalog: &Dictionary) -> Result<(), Error> {
        let properties = self.view.lookup(catalog, "OCProperties")?;
        let Some(properties) = properties.as_dictionary() else {
            return Ok(());
        };
        let default = self.view.lookup(properties, "D")?;
        let mut states: Vec<Object> = vec![default];
        let others = self.view.lookup(properties, "Configs")?;
        states.extend(others.as_array().unwrap_or_default().iter().cloned());
        for state in states {
            let state = self.view.resolve(&state)?;
            if let Some(state) = state.as_dictionary() {
                self.state(properties, state)?;
            }
        }
        Ok(())
    }

    fn state(&mut self, properties: &Dictionary, state: &Dictionary) -> Result<(), Error> {
        let base = self.view.lookup(state, "BaseState")?;
        // Without /ON all that is not listed follows the base: hidden, or left as it was.
        let all_hidden = base.as_name().is_some_and(|name| *name != "ON");
        let hidden = match all_hidden {
            true => self.view.lookup(properties, "OCGs")?,
            false => self.view.lookup(state, "OFF")?,
        };
        for layer in hidden.as_array().unwrap_or_default() {
            self.layer(layer)?;
        }
        // /AS: shown on screen but not on paper, at one size but not at another.
        let rules = self.view.lookup(state, "AS")?;
        for rule in rules.as_array().unwrap_or_default() {
            let rule = self.view.resolve(rule)?;
            let Some(rule) = rule.as_dictionary() else {
                continue;
            };
            let layers = self.view.lookup(rule, "OCGs")?;
            for layer in layers.as_array().unwrap_or_default() {
                self.layer(layer)?;
            }
        }
        Ok(())
    }

    fn layer(&mut self, layer: &Object) -> Result<(), Error> {
        let layer = self.view.resolve(layer)?;
        let name = match layer.as_dictionary() {
            Some(layer) => self.view.lookup(layer, "Name")?,
            None => Object::Null,
        };
        let name = name.as_string().map(|name| name.to_text());
        self.add(Reason::PdfLayer {
            layer: shown(&name.unwrap_or_default()),
        });
        Ok(())
    }
}
