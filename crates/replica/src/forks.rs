//! Two branches of one log 分叉, in words for people: whose device, which document, from which entry on, what to do.

use crate::replica::Replica;
use cunbang_ledger::LogId;
use cunbang_model::Role;
use cunbang_model::shown::in_line;

impl Replica {
    /// What a person should know of a log that has two branches from an entry on.
    pub fn fork_told(&self, log: &LogId, number: u64) -> String {
        let LogId { document, writer } = log;
        let device = writer.device;
        let org = self.org();
        let own = self.identity();
        let known = if device == self.device() { Some(own.certificate()) } else { org.certificate(device) };
        let (whose, by) = match known {
            Some(known) => {
                let (unit, label) = (known.unit, in_line(&known.label));
                (format!("{unit} 的“{label}”（设备 {device}）"), format!("{label:?} of {unit} (device {device})"))
            }
            None => (format!("设备 {device} "), format!("device {device}")),
        };
        let is_of_a_node_above = known.is_some_and(|one| one.role == Role::Node && self.unit() != one.unit)
            && known.is_some_and(|one| self.unit().is_within(&one.unit));
        let (do_this, english) = if device == self.device() {
            if self.is_top_node() {
                (
                    "本机数据库曾被恢复后又继续写入：先用 cunbang restore --force 恢复此前的备份，待下级补回后用 cunbang rejoin --from 补记",
                    "this store was put back and then written to: `cunbang restore --force` with a backup from before that, and once the nodes below have given back what it lacks, `cunbang rejoin --from` the store that was put aside",
                )
            } else {
                (
                    "本机数据库有另一副本在继续写入：请运行 cunbang rejoin",
                    "another copy of this store went on writing: run `cunbang rejoin`",
                )
            }
        } else if is_of_a_node_above {
            (
                "上级数据库曾被恢复到较早状态：待上级修复后，在本机运行 cunbang rejoin",
                "the node above was put back to an older state: once it is mended, `cunbang rejoin` here takes what it has now",
            )
        } else {
            (
                "该设备的数据库被复制或恢复过：请在该设备上运行 cunbang rejoin",
                "the device's store was copied or put back: run `cunbang rejoin` on that device",
            )
        };
        format!(
            "{whose}在 {document} 的第 {number} 条有两种内容，均已存证。{do_this} entry {number} of {document} by {by} exists with two different contents; both are kept as evidence: {english}"
        )
    }
}
