//! The first operator of a node's own pages, who is made where the node is set up.

use crate::configuration::Configuration;
use crate::context::Context;
use crate::opening;
use crate::page_key;
use crate::pages_address::PagesAddress;
use crate::printing;
use crate::secret;
use clap::Args;
use cunbang_desk::people::operators::operator_name;
use cunbang_desk::{Desk, DeskError, OperatorError, Password};
use cunbang_identity::IdentityFiles;
use cunbang_language::say;

/// How the first operator comes to a password.
#[derive(Debug, Args)]
pub(crate) struct FirstOperatorArguments {
    /// A file whose first line becomes the password with which --operator logs in to the pages, or - for standard
    /// input; otherwise it is asked for at a terminal, and elsewhere the pages ask at their first start
    #[arg(long, value_name = "FILE|-")]
    operator_password_file: Option<String>,
}

/// Who is to be the first to log in.
#[derive(Debug)]
pub(crate) enum FirstOperator {
    /// The node has no pages.
    Nobody,
    /// The pages will ask.
    Later,
    /// This person.
    Named {
        /// The operator's name.
        name: String,
        /// The password.
        password: Password,
    },
}

impl FirstOperator {
    /// Asks, before anything is written.
    pub(crate) fn asked(
        arguments: &FirstOperatorArguments,
        pages: Option<PagesAddress>,
        context: &Context,
    ) -> anyhow::Result<Self> {
        let file = arguments.operator_password_file.as_deref();
        if pages.is_none() && file.is_none() {
            return Ok(Self::Nobody);
        }
        let named = || -> anyhow::Result<String> {
            let operator = context.operator()?;
            Ok(operator_name(&operator).map_err(DeskError::from)?.to_owned())
        };
        if file.is_some() {
            let name = named()?;
            let password = secret::operator_password(file, &name)?;
            return Ok(Self::Named { name, password });
        }
        // Where nobody said who is at work, the pages ask for the name too.
        let Ok(name) = named() else { return Ok(Self::Later) };
        Ok(secret::first_password(&name)?.map_or(Self::Later, |password| Self::Named { name, password }))
    }

    /// Keeps who it is in the store of a node that is just being set up.
    pub(crate) async fn add(
        &self,
        configuration: &Configuration,
        files: &IdentityFiles,
        context: &Context,
    ) -> anyhow::Result<()> {
        match self {
            Self::Nobody => Ok(()),
            Self::Later => self.tell_later(context),
            Self::Named { .. } => {
                let desk = opening::new_desk(context, configuration, files).await?;
                self.keep(&desk, context).await
            }
        }
    }

    /// Keeps who it is.
    pub(crate) async fn keep(&self, desk: &Desk, context: &Context) -> anyhow::Result<()> {
        let Self::Named { name, password } = self else {
            return self.tell_later(context);
        };
        match desk.add_operator(name, password).await {
            // An earlier try was interrupted.
            Err(DeskError::Operator(OperatorError::Known(_))) => desk.change_password(name, password).await?,
            added => added?,
        }
        printing::note(&say!("first-operator-may-log-nodes-pages", name = name));
        Ok(())
    }

    fn tell_later(&self, context: &Context) -> anyhow::Result<()> {
        if matches!(self, Self::Later) {
            page_key::make(context.directory(), &*context.randomness)?;
            printing::note(&say!("first-operator-no-operator-password-yet"));
        }
        Ok(())
    }
}
