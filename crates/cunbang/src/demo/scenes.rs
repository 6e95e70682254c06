//! Scenes: what went otherwise than usual, in words.

use cunbang_language::say;
use cunbang_model::UnitTree;
use cunbang_world::Course;
use cunbang_world::network::Scene;

/// A scene, line by line.
pub(super) fn lines(scene: &Scene, units: &UnitTree) -> Vec<String> {
    match scene {
        Scene::Inspected { findings } => vec![say!("demo-inspected", findings = findings)],
        Scene::TwoTerminals { unit, row, values, refusal, conflicts_left } => vec![
            say!("demo-conflict", village = units.name(*unit), row = row, values = values),
            format!("   {}", say!("demo-seal-refused", why = refusal.as_deref().unwrap_or("—"))),
            format!("   {}", say!("demo-chosen", left = conflicts_left)),
        ],
        Scene::Decided { unit, reason } => {
            vec![say!("demo-excused", village = units.name(*unit), reason = reason)]
        }
    }
}

/// How the villages fared, in numbers.
pub(super) fn cast(courses: &[Course]) -> Vec<String> {
    let count = |wanted: Course| courses.iter().filter(|course| **course == wanted).count();
    let told = [
        (count(Course::Regular), say!("demo-course-regular")),
        (count(Course::Burst), say!("demo-course-burst")),
        (count(Course::Late), say!("demo-course-late")),
        (count(Course::Afterwards), say!("demo-course-afterwards")),
        (count(Course::Unsealed), say!("demo-course-unsealed")),
        (count(Course::Silent), say!("demo-course-silent")),
        (count(Course::TwoTerminals), say!("demo-course-two-terminals")),
        (count(Course::PastTownship), say!("demo-course-past")),
    ];
    told.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count:>4} {what}")).collect()
}
