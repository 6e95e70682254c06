//! What holds for every store, by port.

mod accounts;
mod archive;
mod feed;
mod logs;
mod settings;
mod transactions;
mod turns;
mod upstreams;

use crate::writing::at;
use cunbang_model::Role;
use cunbang_store::Write;
use cunbang_world::tree::{VILLAGE, unit};

pub(crate) use accounts::*;
pub(crate) use archive::*;
pub(crate) use feed::*;
pub(crate) use logs::*;
pub(crate) use settings::*;
pub(crate) use transactions::*;
pub(crate) use turns::*;
pub(crate) use upstreams::*;

/// Hands the names of all checks to a macro.
macro_rules! every_check {
    ($then:ident) => {
        $then!(
            appends_conflicts_and_repeats,
            pieces_cut_otherwise_are_recognised,
            only_the_same_entries_mend,
            a_conflict_harms_nothing_else,
            a_transaction_is_whole_or_not_at_all,
            heads_and_documents,
            what_a_device_wrote_is_measured,
            segments_in_causal_order,
            the_feed_goes_to_whom_it_concerns,
            the_feed_comes_in_pages,
            a_reader_far_behind_reads_the_same,
            tags_tell_histories_apart,
            receipts_are_kept_and_passed_on,
            pending_for_each_upstream,
            a_restored_upstream_gets_what_it_lost,
            agreement_follows_every_step,
            acknowledged_at_once,
            settings,
            snapshots_and_projections,
            an_enrolment_code_works_once,
            operators_are_added_and_disabled,
            of_the_last_two_operators_one_stays,
            somebody_in_charge_stays,
            seals_stand_with_what_they_bind,
            failed_attempts_are_all_counted,
            sessions_are_seen_and_end,
            a_cancelled_code_works_no_more,
            the_last_contact_stands,
            refused_pieces_are_bounded,
            forks_are_kept_once,
            incidents_newest_first,
            ranking_runs,
            published_lists_in_columns,
            writers_at_once,
            turns_come_one_after_another,
            a_commit_given_up_is_whole_or_nothing,
        );
    };
}
pub(crate) use every_check;

const LEDGER: &str = "ledger/330522103201/2026Q3";

/// An enrolment code.
fn code(secret: u8, expires_at: i64) -> Write {
    Write::EnrolmentCode {
        secret_hash: [secret; 32],
        unit: unit(VILLAGE),
        role: Role::Terminal,
        label: "村部电脑".to_owned(),
        expires_at: at(expires_at),
    }
}
