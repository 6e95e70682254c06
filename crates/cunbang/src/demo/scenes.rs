//! Scenes: what went otherwise than usual, in words.

use cunbang_model::UnitTree;
use cunbang_world::Course;
use cunbang_world::network::Scene;

/// A scene, line by line.
pub(super) fn lines(scene: &Scene, units: &UnitTree) -> Vec<String> {
    match scene {
        Scene::Inspected { findings } => vec![format!(
            "督查 the townships' inspectors put {findings} findings into the villages' inspection documents"
        )],
        Scene::TwoTerminals { unit, row, values, refusal, conflicts_left } => vec![
            format!(
                "冲突 {}: two terminals changed {row} at the same time; both values stand, {values} of them",
                units.name(*unit)
            ),
            format!("   the seal is refused meanwhile: {}", refusal.as_deref().unwrap_or("no")),
            format!("   the secretary chose one; conflicts left at the other terminal: {conflicts_left}"),
        ],
        Scene::Decided { unit, reason } => {
            vec![format!("认定 {}: excused by the county, with a published reason: {reason}", units.name(*unit))]
        }
    }
}

/// How the villages fared, in numbers.
pub(super) fn cast(courses: &[Course]) -> Vec<String> {
    let count = |wanted: Course| courses.iter().filter(|course| **course == wanted).count();
    let told = [
        (count(Course::Regular), "online half-way and in time at the end"),
        (count(Course::Burst), "offline for the whole quarter, then all of it in one burst, in time"),
        (count(Course::Late), "sealed after the deadline"),
        (count(Course::Afterwards), "offline until after the ranking; what they have came with the next days"),
        (count(Course::Unsealed), "online half-way, never sealed"),
        (count(Course::Silent), "kept their ledgers and sealed them, but never came online"),
        (count(Course::TwoTerminals), "with two terminals"),
        (count(Course::PastTownship), "sent past its township, by its second upstream"),
    ];
    told.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count:>4} {what}")).collect()
}
