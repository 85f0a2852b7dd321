#include "activities/activity.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>

#include "access/rule_checks.h"
#include "base/text.h"

namespace activities {
namespace {

template <class Value>
struct Coded {
    Value value;
    std::string_view code;
    std::string_view name;
};

constexpr std::array states{
    Coded<State>{State::planned, "planned", base::danish("Planlagt")},
    Coded<State>{State::held, "held", base::danish("Holdt")},
    Coded<State>{State::cancelled, "cancelled", base::danish("Aflyst")},
};
constexpr std::array age_groups{
    Coded<AgeGroup>{AgeGroup::under_10, "0-9", base::danish("Under 10 år")},
    Coded<AgeGroup>{AgeGroup::from_10_to_14, "10-14", base::danish("10-14 år")},
    Coded<AgeGroup>{AgeGroup::from_15_to_17, "15-17", base::danish("15-17 år")},
    Coded<AgeGroup>{AgeGroup::from_18_to_24, "18-24", base::danish("18-24 år")},
    Coded<AgeGroup>{AgeGroup::from_25, "25+", base::danish("25 år og derover")},
    Coded<AgeGroup>{AgeGroup::unknown, "unknown", base::danish("Alder ikke angivet")},
};
constexpr std::array sexes{
    Coded<Sex>{Sex::female, "female", base::danish("Piger og kvinder")},
    Coded<Sex>{Sex::male, "male", base::danish("Drenge og mænd")},
    Coded<Sex>{Sex::unknown, "unknown", base::danish("Køn ikke angivet")},
};

template <class Value, std::size_t size>
const Coded<Value>& words_of(const std::array<Coded<Value>, size>& list, Value value) {
    for (const auto& entry : list)
        if (entry.value == value) return entry;
    throw std::logic_error("unknown code");
}

void add(base::FieldErrors& errors, std::string_view field, base::Error error) {
    errors.push_back({std::string(field), std::move(error)});
}

void check_time(base::FieldErrors& errors, const Activity& activity, base::LocalTime now) {
    if (activity.ends_at && *activity.ends_at <= activity.starts_at)
        add(errors, "ends_time",
            base::refuse("order", "Sluttidspunktet skal ligge efter starten."));
    if (activity.ends_at &&
        base::days_between(activity.starts_at.date, activity.ends_at->date) > 31)
        add(errors, "ends_time", base::refuse("too_long", "En aktivitet kan højst vare en måned."));
    if (activity.state == State::held && activity.starts_at > now)
        add(errors, "state",
            base::refuse("future", "En aktivitet, der ikke er begyndt, kan ikke være holdt."));
    const int days = base::days_between(now.date, activity.starts_at.date);
    if (days > 3 * 366 || days < -15 * 366)
        add(errors, "starts_on",
            base::refuse("range", "Datoen skal ligge inden for de sidste 15 og de næste 3 år."));
}

void check_attendance(base::FieldErrors& errors, const Activity& activity) {
    const Attendance& attendance = activity.attendance;
    if (!attendance.counted) {
        if (attendance != Attendance{})
            add(errors, "attendance_total",
                base::refuse("not_counted",
                             "Når deltagerne ikke er talt, kan der ikke stå et antal."));
        return;
    }
    if (activity.state != State::held)
        add(errors, "attendance_total",
            base::refuse("not_held", "Kun en aktivitet, der er holdt, kan have deltagere."));
    if (attendance.total < 0 || attendance.total > attendance_max)
        add(errors, "attendance_total",
            base::refuse("range", "Skriv et helt tal fra 0 til {}.",
                         std::to_string(attendance_max)));
    std::int64_t cells = 0;
    for (const auto& group : attendance.cells) {
        for (const std::int64_t count : group) {
            if (count < 0 || count > attendance_max) {
                add(errors, "attendance_total",
                    base::refuse("range", "Et antal kan ikke være negativt."));
                return;
            }
            cells += count;
        }
    }
    if (cells != 0 && cells != attendance.total)
        add(errors, "attendance_total",
            base::refuse("sum", "Fordelingen giver {}, men der står {} i alt.",
                         std::to_string(cells), std::to_string(attendance.total)));
}

void check_lists(base::FieldErrors& errors, const Activity& activity) {
    if (activity.staff.size() > 50)
        add(errors, "staff", base::refuse("too_many", "Vælg højst {} medarbejdere.", "50"));
    if (activity.partners.size() > 50)
        add(errors, "partners", base::refuse("too_many", "Vælg højst {} partnere.", "50"));
    if (activity.materials.size() > 20)
        add(errors, "materials",
            base::refuse("too_many", "Skriv højst {} slags materialer.", "20"));
    for (const Material& material : activity.materials) {
        access::check_text_about_nobody(errors, "materials", material.name, 100);
        if (material.name.empty() || material.quantity < 0 || material.quantity > 100000)
            add(errors, "materials",
                base::refuse("material",
                             "Skriv hvert materiale på sin egen linje som „antal navn“."));
    }
}

std::string joined_ids(const std::vector<std::int64_t>& ids) {
    std::vector<std::string> parts;
    parts.reserve(ids.size());
    for (const std::int64_t id : ids) parts.push_back(std::to_string(id));
    std::sort(parts.begin(), parts.end());
    return base::join(parts, ",");
}

void add_attendance(history::Snapshot& snapshot, const Attendance& attendance) {
    snapshot["attendance"] = attendance.counted ? "counted" : "not_counted";
    snapshot["attendance_total"] = attendance.counted ? std::to_string(attendance.total) : "";
    for (const auto& group : age_groups) {
        for (const auto& sex : sexes) {
            const std::int64_t count = attendance.cells[static_cast<std::size_t>(group.value)]
                                                       [static_cast<std::size_t>(sex.value)];
            if (count != 0)
                snapshot[attendance_key(group.value, sex.value)] = std::to_string(count);
        }
    }
}

const std::string& value_of(const history::Snapshot& snapshot, const std::string& key) {
    static const std::string empty;
    const auto found = snapshot.find(key);
    return found == snapshot.end() ? empty : found->second;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

template <class Value>
Value stored(std::optional<Value> value) {
    if (!value) throw std::logic_error("a version of an activity can't be read");
    return *std::move(value);
}

std::vector<std::string> parts_of(const std::string& text, char separator) {
    if (text.empty()) return {};
    return base::split(text, separator);
}

std::optional<base::LocalTime> stored_time(const std::string& date, const std::string& time) {
    if (date.empty()) return std::nullopt;
    return base::LocalTime{stored(base::parse_date(date)), stored(base::parse_time_of_day(time))};
}

Attendance stored_attendance(const history::Snapshot& snapshot) {
    Attendance attendance;
    attendance.counted = value_of(snapshot, "attendance") == "counted";
    if (!attendance.counted) return attendance;
    attendance.total = stored(whole_number(value_of(snapshot, "attendance_total")));
    for (const AgeGroup group : all_age_groups()) {
        for (const Sex sex : all_sexes()) {
            const std::string& count = value_of(snapshot, attendance_key(group, sex));
            if (count.empty()) continue;
            attendance.cells[static_cast<std::size_t>(group)][static_cast<std::size_t>(sex)] =
                stored(whole_number(count));
        }
    }
    return attendance;
}

}  // namespace

std::string_view state_code(State state) {
    return words_of(states, state).code;
}
std::string_view state_name(State state) {
    return words_of(states, state).name;
}
std::optional<State> state_of(std::string_view code) {
    for (const auto& state : states)
        if (state.code == code) return state.value;
    return std::nullopt;
}

std::span<const AgeGroup> all_age_groups() {
    static constexpr std::array all{AgeGroup::under_10,      AgeGroup::from_10_to_14,
                                    AgeGroup::from_15_to_17, AgeGroup::from_18_to_24,
                                    AgeGroup::from_25,       AgeGroup::unknown};
    return all;
}
std::span<const Sex> all_sexes() {
    static constexpr std::array all{Sex::female, Sex::male, Sex::unknown};
    return all;
}
std::string_view age_group_code(AgeGroup group) {
    return words_of(age_groups, group).code;
}
std::string_view age_group_name(AgeGroup group) {
    return words_of(age_groups, group).name;
}
std::string_view sex_code(Sex sex) {
    return words_of(sexes, sex).code;
}
std::string_view sex_name(Sex sex) {
    return words_of(sexes, sex).name;
}

base::FieldErrors check(const Activity& activity, base::LocalTime now) {
    base::FieldErrors errors;
    if (activity.initiative.empty())
        add(errors, "initiative", base::refuse("missing", "Vælg en indsats."));
    if (activity.district.empty() && activity.place.empty())
        add(errors, "district", base::refuse("missing", "Vælg et distrikt, eller skriv et sted."));
    access::check_text_about_nobody(errors, "title", activity.title, 200);
    access::check_text_about_nobody(errors, "place", activity.place, 200);
    access::check_text_about_nobody(errors, "note", activity.note, note_characters_max);
    access::check_text_about_nobody(errors, "cancel_reason", activity.cancel_reason, 500);
    if (activity.state != State::cancelled && !activity.cancel_reason.empty())
        add(errors, "cancel_reason",
            base::refuse("state", "Kun en aflyst aktivitet kan have en grund til aflysning."));
    check_time(errors, activity, now);
    check_attendance(errors, activity);
    check_lists(errors, activity);
    return errors;
}

history::Snapshot snapshot(const Activity& activity) {
    std::vector<std::string> materials;
    for (const Material& material : activity.materials)
        materials.push_back(std::to_string(material.quantity) + " " + material.name);
    std::vector<std::string> partners = activity.partners;
    std::sort(partners.begin(), partners.end());
    history::Snapshot snapshot{
        {"initiative", activity.initiative},
        {"title", activity.title},
        {"planned_activity", activity.planned_activity},
        {"district", activity.district},
        {"place", activity.place},
        {"starts_on", base::iso_date(activity.starts_at.date)},
        {"starts_time", base::time_of_day(activity.starts_at.minute_of_day)},
        {"ends_on", activity.ends_at ? base::iso_date(activity.ends_at->date) : ""},
        {"ends_time", activity.ends_at ? base::time_of_day(activity.ends_at->minute_of_day) : ""},
        {"state", std::string(state_code(activity.state))},
        {"staff", joined_ids(activity.staff)},
        {"partners", base::join(partners, ",")},
        {"materials", base::join(materials, "\n")},
        {"note", activity.note},
        {"cancel_reason", activity.cancel_reason}};
    add_attendance(snapshot, activity.attendance);
    return snapshot;
}

Activity activity_of(const history::Snapshot& snapshot) {
    Activity activity;
    activity.initiative = value_of(snapshot, "initiative");
    activity.title = value_of(snapshot, "title");
    activity.planned_activity = value_of(snapshot, "planned_activity");
    activity.district = value_of(snapshot, "district");
    activity.place = value_of(snapshot, "place");
    activity.starts_at =
        stored(stored_time(value_of(snapshot, "starts_on"), value_of(snapshot, "starts_time")));
    activity.ends_at = stored_time(value_of(snapshot, "ends_on"), value_of(snapshot, "ends_time"));
    activity.state = stored(state_of(value_of(snapshot, "state")));
    activity.attendance = stored_attendance(snapshot);
    activity.staff = ids_of(value_of(snapshot, "staff"));
    activity.partners = parts_of(value_of(snapshot, "partners"), ',');
    for (const std::string& line : parts_of(value_of(snapshot, "materials"), '\n'))
        activity.materials.push_back(stored(material_of(line)));
    activity.note = value_of(snapshot, "note");
    activity.cancel_reason = value_of(snapshot, "cancel_reason");
    return activity;
}

std::string attendance_key(AgeGroup group, Sex sex) {
    return "attendance_" + std::string(age_group_code(group)) + "_" + std::string(sex_code(sex));
}

std::vector<std::int64_t> ids_of(const std::string& joined) {
    std::vector<std::int64_t> ids;
    for (const std::string& id : parts_of(joined, ',')) ids.push_back(stored(whole_number(id)));
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::optional<Material> material_of(std::string_view line) {
    const std::string text = base::trim(line);
    const std::size_t space = text.find(' ');
    const auto quantity = whole_number(std::string_view(text).substr(0, space));
    if (!quantity || space == std::string::npos) return std::nullopt;
    return Material{base::trim(std::string_view(text).substr(space)), *quantity};
}

base::Result<std::vector<base::Date>> occurrences(const Recurrence& recurrence) {
    if (recurrence.last < recurrence.first)
        return base::refuse("order", "Den sidste dag skal ligge efter den første.");
    if (recurrence.interval_weeks < 1 || recurrence.interval_weeks > 52)
        return base::refuse("range", "Antallet af uger mellem gangene skal være fra 1 til 52.");
    if (recurrence.weekdays.empty()) return base::refuse("missing", "Vælg mindst én ugedag.");
    if (base::days_between(recurrence.first, recurrence.last) > 3 * 366)
        return base::refuse("range", "En række kan højst strække sig over tre år.");
    const std::set<unsigned> weekdays(recurrence.weekdays.begin(), recurrence.weekdays.end());
    const std::set<base::Date> except(recurrence.except.begin(), recurrence.except.end());
    const base::Date monday =
        base::add_days(recurrence.first, 1 - static_cast<int>(base::iso_weekday(recurrence.first)));
    std::vector<base::Date> days;
    for (base::Date day = recurrence.first; day <= recurrence.last; day = base::add_days(day, 1)) {
        const int week = base::days_between(monday, day) / 7;
        if (week % recurrence.interval_weeks != 0 || !weekdays.contains(base::iso_weekday(day)) ||
            except.contains(day))
            continue;
        if (days.size() == 200)
            return base::refuse("too_many", "En række kan højst have {} gange.", "200");
        days.push_back(day);
    }
    if (days.empty()) return base::refuse("none", "Ingen dage passer med det valgte.");
    return days;
}

}  // namespace activities
