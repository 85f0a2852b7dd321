#include "initiatives/catalogue_fields.h"

#include <array>
#include <set>

namespace initiatives {

namespace {

void describe_partner_link(FieldVisitor& fields, PartnerLink& link) {
    fields.reference("partner", link.partner, "partners", Presence::required);
    fields.words("role", link.role);
}

void describe_planned_activity(FieldVisitor& fields, PlannedActivity& activity) {
    fields.text("key", activity.key);
    fields.words("name", activity.name);
    fields.words("text", activity.text);
}

void describe_figure(FieldVisitor& fields, FigureDefinition& figure) {
    fields.text("key", figure.key);
    fields.words("name", figure.name);
    fields.words("unit", figure.unit);
    fields.decimal("target", figure.target);
    fields.text("source", figure.source);
    fields.text("counts", figure.counts);
}

void describe_history_note(FieldVisitor& fields, HistoryNote& note) {
    fields.date("date", note.date);
    fields.words("text", note.text);
}

void describe_listing(FieldVisitor& fields, Edition& edition) {
    fields.number("period", edition.period);
    fields.words("name", edition.name);
    fields.reference("goal", edition.goal, "goals", Presence::required);
    fields.text("goal_basis", edition.goal_basis);
    fields.references("other_goals", edition.other_goals, "goals");
    fields.text("listed_in", edition.listed_in);
    std::optional<int> order;  // only lists of a document have an order
    if (edition.order != 0) order = edition.order;
    fields.number("order", order);
    edition.order = order.value_or(0);
    fields.words("purpose", edition.purpose);
    fields.words("period_text", edition.period_text);
    fields.date("start", edition.start);
    fields.date("end", edition.end);
    fields.statuses("status", edition.status);
}

void describe_content(FieldVisitor& fields, Edition& edition) {
    fields.words("description", edition.description);
    fields.words("problem", edition.problem);
    fields.words("theory_of_change", edition.theory_of_change);
    fields.reference("prevention_level", edition.prevention_level, "prevention_levels");
    fields.texts("orientation", edition.orientation);
    fields.text("reach", edition.reach);
    fields.references("principles", edition.principles, "principles");
    fields.texts("settings", edition.settings);
    fields.references("target_groups", edition.target_groups, "target_groups");
    fields.words("target_group_text", edition.target_group_text);
    fields.number("age_from", edition.age_from);
    fields.number("age_to", edition.age_to);
    fields.references("districts", edition.districts, "districts");
    fields.words_list("places", edition.places);
    fields.reference("owner_unit", edition.owner_unit, "units");
    fields.list("partners", edition.partners, describe_partner_link);
    fields.references("forums", edition.forums, "forums");
    fields.list("activities", edition.activities, describe_planned_activity);
    fields.list("figures", edition.figures, describe_figure);
}

void describe_documentation(FieldVisitor& fields, Edition& edition) {
    fields.group("evaluation", [&](FieldVisitor& group) {
        group.text("design", edition.evaluation.design);
        group.words("comparison", edition.evaluation.comparison);
        group.words_list("indicators", edition.evaluation.indicators);
    });
    fields.group("method", [&](FieldVisitor& group) {
        group.text("name", edition.method.name);
        group.words("evidence", edition.method.evidence);
        group.text("citation", edition.method.citation);
    });
    fields.texts("legal_basis", edition.legal_basis);
    fields.text("personal_data", edition.personal_data);
    fields.words("funding", edition.funding);
    fields.words("steering", edition.steering);
    fields.list("history", edition.history, describe_history_note);
    fields.words_list("uncertain", edition.uncertain);
}

void describe_edition(FieldVisitor& fields, Edition& edition) {
    describe_listing(fields, edition);
    describe_content(fields, edition);
    describe_documentation(fields, edition);
}

constexpr Range ages{0, 120};

void describe_goal_wording(FieldVisitor& fields, GoalWording& wording) {
    fields.year("period", wording.period);
    fields.whole("number", wording.number, Range{});
    fields.required_words("name", wording.name);
    fields.long_words("text", wording.text);
    PartialDate from{wording.from};
    fields.date("from", from);
    wording.from = from.text;
    fields.source_rows("source_rows", wording.source_rows);
}

void describe_prevention_level(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("name", entry.name);
    fields.long_words("text", entry.text);
    fields.codes("orientations", entry.orientations, CodeList::orientation);
    fields.years("focus_of_plan", entry.focus_of_plan);
    fields.source_rows("source_rows", entry.source_rows);
}

void describe_principle(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.code("group", entry.group, CodeList::principle_group, Presence::required);
    fields.required_words("name", entry.name);
    fields.long_words("text", entry.text);
    fields.source_rows("source_rows", entry.source_rows);
}

void describe_target_group(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("name", entry.name);
    fields.whole("age_from", entry.age_from, ages);
    fields.whole("age_to", entry.age_to, ages);
}

void describe_partner(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("name", entry.name);
    fields.code("kind", entry.kind, CodeList::partner_kind, Presence::required);
}

void describe_position(FieldVisitor& fields, Entry::Position& position) {
    fields.key("key", position.key);
    fields.required_words("name", position.name);
    fields.whole("headcount", position.headcount, Range{});
    fields.date("from", position.from);
    fields.date("to", position.to);
}

void describe_unit(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("name", entry.name);
    fields.code("kind", entry.kind, CodeList::unit_kind, Presence::required);
    fields.reference("parent", entry.parent, "units");
    fields.date("from", entry.from);
    fields.date("to", entry.to);
    fields.reference("successor", entry.successor, "units");
    fields.source_rows("source_rows", entry.source_rows);
    fields.list("positions", entry.positions, describe_position);
}

void describe_district(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("name", entry.name);
    fields.code("kind", entry.kind, CodeList::district_kind, Presence::required);
    fields.reference("parent", entry.parent, "districts");
    fields.date("from", entry.from);
}

void describe_seat(FieldVisitor& fields, Entry::Seat& seat) {
    fields.required_words("name", seat.name);
    fields.reference("partner", seat.partner, "partners");
    fields.reference("unit", seat.unit, "units");
}

void describe_forum(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("name", entry.name);
    fields.code("kind", entry.kind, CodeList::forum_kind, Presence::required);
    fields.words("recurrence", entry.recurrence);
    fields.list("seats", entry.seats, describe_seat);
    fields.long_words("purpose", entry.purpose);
    fields.code("names_persons", entry.names_persons, CodeList::names_persons, Presence::optional);
    fields.reference("district", entry.district, "districts");
    fields.date("from", entry.from);
    fields.date("to", entry.to);
    fields.source_rows("source_rows", entry.source_rows);
}

void describe_year_wheel_entry(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("name", entry.name);
    fields.long_words("text", entry.text);
    fields.whole("month", entry.month, Range{1, 12}, Presence::required);
    fields.whole("day", entry.day, Range{1, 31});
    fields.code("kind", entry.kind, CodeList::year_wheel_kind, Presence::required);
    fields.reference("owner_unit", entry.owner_unit, "units");
    fields.date("from", entry.from);
    fields.source_rows("source_rows", entry.source_rows);
}

void describe_term(FieldVisitor& fields, Entry& entry) {
    fields.key("key", entry.key);
    fields.required_words("term", entry.name);
    fields.long_words("text", entry.text);
    fields.references("see", entry.see, "glossary");
}

constexpr std::array<EntryList, 9> all_entry_lists = {{
    {"prevention_levels", &Catalogue::prevention_levels, describe_prevention_level},
    {"principles", &Catalogue::principles, describe_principle},
    {"target_groups", &Catalogue::target_groups, describe_target_group},
    {"partners", &Catalogue::partners, describe_partner},
    {"units", &Catalogue::units, describe_unit},
    {"districts", &Catalogue::districts, describe_district},
    {"forums", &Catalogue::forums, describe_forum},
    {"year_wheel", &Catalogue::year_wheel, describe_year_wheel_entry},
    {"glossary", &Catalogue::glossary, describe_term},
}};

void describe_policy(FieldVisitor& fields, Municipality::Policy& policy) {
    fields.text("key", policy.key);
    fields.words("name", policy.name);
    fields.words("text", policy.text);
}

void describe_mandate(FieldVisitor& fields, Municipality::Mandate& mandate) {
    fields.text("key", mandate.key);
    fields.words("name", mandate.name);
    fields.reference("body", mandate.body, "units");
    fields.date("date", mandate.date);
    fields.words("text", mandate.text);
    fields.texts("source_rows", mandate.source_rows);
}

void describe_duty(FieldVisitor& fields, Municipality::Duty& duty) {
    fields.text("key", duty.key);
    fields.date("from", duty.from);
    fields.date("to", duty.to);
    fields.text("reference", duty.reference);
    fields.words("text", duty.text);
    fields.texts("source_rows", duty.source_rows);
}

void set_years(Municipality& municipality) {
    std::set<int> years(municipality.plan_years.begin(), municipality.plan_years.end());
    years.insert(municipality.report_years.begin(), municipality.report_years.end());
    municipality.first_year = years.empty() ? 0 : *years.begin();
    municipality.last_year = years.empty() ? 0 : *years.rbegin();
}

}  // namespace

void describe_initiative(FieldVisitor& fields, Initiative& initiative) {
    fields.text("key", initiative.key);
    fields.kinds("kinds", initiative.kinds);
    fields.texts("source_rows", initiative.source_rows);
    fields.list("editions", initiative.editions, describe_edition);
}

void describe_municipality(FieldVisitor& fields, Municipality& municipality) {
    fields.text("key", municipality.key);
    fields.words("name", municipality.name);
    fields.group("codes", [&](FieldVisitor& codes) {
        codes.text("municipality", municipality.code);
        codes.text("region", municipality.region_code);
        codes.text("statbank_group", municipality.statbank_group);
        codes.texts("neighbours", municipality.neighbour_codes);
    });
    fields.numbers("plan_years", municipality.plan_years);
    fields.numbers("report_years", municipality.report_years);
    fields.list("policies", municipality.policies, describe_policy);
    fields.list("mandates", municipality.mandates, describe_mandate);
    fields.list("statutory_duties", municipality.statutory_duties, describe_duty);
    fields.words_list("notes", municipality.notes);
    set_years(municipality);
}

void describe_goal(FieldVisitor& fields, Goal& goal) {
    fields.key("key", goal.key);
    fields.list("wordings", goal.wordings, describe_goal_wording);
}

std::span<const EntryList> entry_lists() {
    return all_entry_lists;
}

const EntryList* entry_list(std::string_view name) {
    for (const EntryList& list : all_entry_lists) {
        if (list.name == name) return &list;
    }
    return nullptr;
}

}  // namespace initiatives
