//! What requests and responses have in common to the letter: their formats' settings, and heads that are written.

/// The settings of a format of messages.
macro_rules! settings {
    ($format:ident) => {
        impl $format {
            /// The same format with exceptions from the strict reading, in heads and in chunked bodies.
            #[must_use]
            pub fn with_leniency(mut self, leniency: Leniency) -> Self {
                self.messages = self.messages.with_leniency(leniency);
                self
            }

            /// The same format, which keeps the text of each head in its header, so that it can be written again. That costs an
            /// allocation a message.
            #[must_use]
            pub fn keeping_heads(mut self) -> Self {
                self.messages.keeps_heads = true;
                self
            }

            /// The same format with another limit for the field lines of a head; 100 unless set, and at most 4,095.
            #[must_use]
            pub fn with_max_fields(mut self, fields: u16) -> Self {
                self.messages = self.messages.with_max_fields(fields);
                self
            }

            /// The same format with other limits for chunked bodies.
            #[must_use]
            pub fn with_chunk_limits(mut self, limits: ChunkLimits) -> Self {
                self.messages = self.messages.with_chunk_limits(limits);
                self
            }
        }
    };
}

/// The methods of a header that is to be written.
macro_rules! written {
    ($header:ident) => {
        impl $header {
            /// The lines of the head, if they were built or kept.
            #[cfg(feature = "serde")]
            pub(crate) fn text(&self) -> &[u8] {
                self.text.as_deref().map_or(&[], |text| &text.lines)
            }

            /// Writes the head with the fields that announce `body`, and a connection option.
            #[cfg(feature = "std")]
            pub(crate) fn put_head(
                &self,
                body: MessageBody,
                connection: Option<&str>,
                out: &mut alloc::vec::Vec<u8>,
            ) -> Result<(), EncodeError> {
                let Some(text) = &self.text else { return Err(Text::MISSING) };
                text.put_announcing(body, connection, out);
                Ok(())
            }

            /// The same head with one more field.
            ///
            /// # Errors
            ///
            /// [`EncodeError::Invalid`] when the name is no token, the value holds a control character, or the field is one that
            /// announces the body, which the format writes itself.
            pub fn with_field(mut self, name: &str, value: &str) -> Result<Self, EncodeError> {
                self.text.get_or_insert_default().push(name, value)?;
                Ok(self)
            }

            /// The same head with a body in the chunked coding.
            #[must_use]
            pub const fn chunked(mut self) -> Self {
                self.body = MessageBody::Chunked;
                self
            }
        }
    };
}

pub(super) use {settings, written};
