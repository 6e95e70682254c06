//! `cunbang operator`: who may log in to this node's own pages.

use crate::command::enrol::county_time;
use crate::context::Context;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::secret;
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use cunbang_desk::people::operators::operator_name;
use cunbang_desk::{Command, Desk, DeskError, OperatorRole, OperatorView, role_name};
use cunbang_language::say;
use serde_json::json;

/// See and change who may log in to this node's own pages
///
/// Operators are this node's alone. What they write is signed with their names. Whoever can run this command can let
/// anyone in, so it asks for no password. It works beside a running `cunbang serve`.
#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    /// Let someone in, or take up again who was disabled
    Add(AddArguments),
    /// Give an operator another role; somebody in charge always stays
    Role(RoleArguments),
    /// List the operators
    List(ListArguments),
    /// Give an operator another password, and end that operator's sessions
    Password(PasswordArguments),
    /// Let an operator in no more, and end that operator's sessions; what was signed with the name stays
    Disable(NameArguments),
}

/// What an operator is there for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Role {
    /// 负责人: everything
    Head,
    /// 督查员: findings, figures from above, seals, and looking
    Inspector,
    /// 只看: looking, without names of members
    Viewer,
}

impl From<Role> for OperatorRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Head => Self::Head,
            Role::Inspector => Self::Inspector,
            Role::Viewer => Self::Viewer,
        }
    }
}

/// A new operator.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang operator add 王会计\n  cunbang operator add 督查组 --role inspector")]
pub(crate) struct AddArguments {
    #[command(flatten)]
    operator: PasswordArguments,
    /// What the operator may do at the pages of a township or county
    #[arg(long, value_enum, default_value = "head")]
    role: Role,
}

/// An operator and a role.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang operator role 督查组 inspector")]
pub(crate) struct RoleArguments {
    #[command(flatten)]
    who: NameArguments,
    /// The new role
    #[arg(value_enum, value_name = "ROLE")]
    role: Role,
}

/// An operator and a password.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang operator add 王会计\n  cunbang operator password 王会计 --password-file /root/password"
)]
pub(crate) struct PasswordArguments {
    #[command(flatten)]
    who: NameArguments,
    /// A file whose first line is the password, or - for standard input; otherwise it is typed twice
    #[arg(long, value_name = "FILE|-")]
    password_file: Option<String>,
}

/// An operator.
#[derive(Debug, Args)]
pub(crate) struct NameArguments {
    /// The operator's name: 1 to 40 characters
    #[arg(value_name = "NAME")]
    name: String,
}

/// Does what is asked.
pub(crate) async fn run(command: OperatorCommand, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = &opened.desk;
    // Nobody named is the machine's own account, by which an office gets in again that has lost its passwords.
    let by = context.given_operator();
    match command {
        OperatorCommand::Add(AddArguments { operator: arguments, role }) => {
            // Nobody types a password twice for a name that can't be.
            let name = operator_name(&arguments.who.name).map_err(DeskError::from)?;
            let password = secret::operator_password(arguments.password_file.as_deref(), name)?;
            desk.let_in(by, name, role.into(), &password).await?;
            printing::note(&say!("operator-may-log-nodes-pages", name = name));
        }
        OperatorCommand::Role(RoleArguments { who: NameArguments { name }, role }) => {
            desk.give_role(by, &name, role.into()).await?;
            let role = role_name(role.into());
            printing::note(&say!("operator-has-role", name = name.trim(), role = role));
            note_altered(desk, &name).await?;
        }
        OperatorCommand::Password(arguments) => {
            let name = operator_name(&arguments.who.name).map_err(DeskError::from)?;
            if by != name {
                desk.permit(by, Command::Operators).await?;
            }
            let password = secret::operator_password(arguments.password_file.as_deref(), name)?;
            desk.change_password(name, &password).await?;
            printing::note(&say!("operator-another-password-log-again", name = name));
            note_altered(desk, name).await?;
        }
        OperatorCommand::Disable(NameArguments { name }) => {
            desk.shut_out(by, &name).await?;
            printing::note(&say!("operator-may-log-no-more", trim = name.trim()));
        }
        OperatorCommand::List(list) => self::list(&desk.operators().await?, list.format)?,
    }
    Ok(())
}

/// Says what is still not as this node wrote it of an account of which one part was set anew.
async fn note_altered(desk: &Desk, name: &str) -> anyhow::Result<()> {
    if let Some(altered) = desk.altered_accounts().await?.iter().find(|one| one.name == name.trim()) {
        printing::note(&altered.to_string());
    }
    Ok(())
}

fn list(operators: &[OperatorView], format: ListFormat) -> anyhow::Result<()> {
    let mut list = Listing::new(&[
        ("name", "姓名"),
        ("id", "编号"),
        ("role", "角色"),
        ("added_at", "添加时间"),
        ("state", "状态"),
    ]);
    for operator in operators {
        let state = match operator {
            OperatorView { altered: Some(_), .. } => "altered",
            OperatorView { disabled: true, .. } => "disabled",
            _ => "active",
        };
        list.push([
            json!(operator.name),
            json!(operator.id),
            json!(operator.role.as_str()),
            json!(county_time(operator.added_at)),
            json!(state),
        ]);
    }
    if format == ListFormat::Table && list.is_empty() {
        printing::note(&say!("operator-there-no-operators-yet"));
        return Ok(());
    }
    for altered in operators.iter().filter_map(|operator| operator.altered.as_ref()) {
        printing::note(&altered.to_string());
    }
    list.print(format).context(say!("operator-list-cannot-printed"))
}
