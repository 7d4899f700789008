//! The strictness of a layout as settings of the command line.

use framing_core::registry::Setting;

use super::TlvFormat;
use crate::{Form, Order, Strictness, TlvHeader};

impl<H: TlvHeader + 'static> TlvFormat<H> {
    /// `types`, `lengths` and `order`.
    pub(crate) const SETTINGS: &'static [Setting<Self>] = &[
        Setting::new(
            "types",
            "any or minimal: whether types in more bytes than needed are refused",
            |format: &mut Self, value| format.restrict(Strictness::with_types, form(value.as_str())?),
        ),
        Setting::new(
            "lengths",
            "any or minimal: whether lengths in more bytes than needed are refused",
            |format: &mut Self, value| format.restrict(Strictness::with_lengths, form(value.as_str())?),
        ),
        Setting::new(
            "order",
            "any, distinct, non-descending or ascending: how types may follow each other",
            |format: &mut Self, value| format.restrict(Strictness::order, order(value.as_str())?),
        ),
    ];

    fn restrict<T>(
        &mut self,
        with: fn(Strictness<H::Tag>, T) -> Strictness<H::Tag>,
        value: T,
    ) -> Result<(), &'static str> {
        self.layout.strictness = with(self.layout.strictness, value);
        Ok(())
    }
}

fn form(name: Option<&str>) -> Result<Form, &'static str> {
    match name {
        Some("any") => Ok(Form::Any),
        Some("minimal") => Ok(Form::Minimal),
        _ => Err("any or minimal"),
    }
}

fn order(name: Option<&str>) -> Result<Order, &'static str> {
    match name {
        Some("any") => Ok(Order::Any),
        Some("distinct") => Ok(Order::Distinct),
        Some("non-descending") => Ok(Order::NonDescending),
        Some("ascending") => Ok(Order::Ascending),
        _ => Err("any, distinct, non-descending or ascending"),
    }
}
