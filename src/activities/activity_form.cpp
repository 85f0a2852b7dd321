#include "activities/activity_form.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/civil_registration_number.h"
#include "base/text.h"
#include "initiatives/choice.h"
#include "web/form.h"

namespace activities {
namespace {

constexpr int minutes_per_day = 24 * 60;
constexpr int longest_over_midnight_minutes = 12 * 60;

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// The lists, each value in a field of its own, so that they can be read as choices.
web::Fields spread(const web::Fields& form) {
    web::Fields fields;
    for (const auto& [name, value] : form.all())
        if (name != "staff" && name != "partners") fields.add(name, value);
    for (const char* name : {"staff", "partners"})
        for (std::string& value : listed(form, name)) fields.add(name, std::move(value));
    return fields;
}

ActivityInput finished(const web::FormReader& form, Activity activity, base::LocalTime now) {
    ActivityInput input{std::move(activity), form.errors()};
    web::add_rules(input.errors, check(input.activity, now));
    return input;
}

void read_initiative(web::FormReader& form, const ActivityChoices& choices, int year,
                     Activity& activity) {
    activity.initiative = form.raw("initiative");
    if (activity.initiative.empty()) return;  // check() has the message
    const auto fits = initiatives::may_register_under(
        choices.catalogue, activity.initiative, year,
        choices.before ? std::string_view(choices.before->initiative) : std::string_view());
    if (!fits.ok()) form.refuse("initiative", fits.error());
}

void read_planned_activity(web::FormReader& form, const ActivityChoices& choices, int year,
                           Activity& activity) {
    const std::string chosen = form.raw("planned_activity");
    if (chosen.empty()) return;
    activity.planned_activity = chosen;
    const bool kept = choices.before && choices.before->initiative == activity.initiative &&
                      choices.before->planned_activity == chosen;
    const initiatives::Initiative* known = choices.catalogue.find_initiative(activity.initiative);
    const initiatives::Edition* edition = known ? known->edition_in(year) : nullptr;
    const bool belongs =
        edition && std::any_of(edition->activities.begin(), edition->activities.end(),
                               [&](const auto& planned) { return planned.key == chosen; });
    if (!kept && !belongs)
        form.refuse("planned_activity",
                    base::refuse("choice", "Vælg en slags, der hører til indsatsen."));
}

// The end where only the time of day is given.
base::LocalTime implied_end(base::LocalTime start, int end_minute) {
    const bool next_day =
        end_minute <= start.minute_of_day &&
        end_minute + minutes_per_day - start.minute_of_day <= longest_over_midnight_minutes;
    return {next_day ? base::add_days(start.date, 1) : start.date, end_minute};
}

void read_times(web::FormReader& form, Activity& activity) {
    const auto day = form.required_date("starts_on", base::danish("datoen"));
    const auto minute = form.required_time("starts_time", base::danish("starttidspunktet"));
    // Half a time would only break rules that have nothing to do with what is wrong.
    if (day && minute) activity.starts_at = {*day, *minute};
    const auto end_day = form.optional_date("ends_on", base::danish("slutdatoen"));
    const auto end_minute = form.optional_time("ends_time", base::danish("sluttidspunktet"));
    if (end_day && !end_minute && form.raw("ends_time").empty())
        form.refuse("ends_time", base::refuse("missing", "Skriv også et sluttidspunkt."));
    if (!day || !minute || !end_minute) return;
    activity.ends_at = end_day ? base::LocalTime{*end_day, *end_minute}
                               : implied_end(activity.starts_at, *end_minute);
}

Attendance read_attendance(web::FormReader& form, State state) {
    Attendance attendance;
    bool given = false;
    const auto count_in = [&](const std::string& name) {
        given = given || !form.raw(name).empty();
        return form.optional_whole(
            name, {.what = base::danish("antallet"), .minimum = 0, .maximum = attendance_max});
    };
    const auto total = count_in("attendance_total");
    std::int64_t sum = 0;
    for (const AgeGroup group : all_age_groups()) {
        for (const Sex sex : all_sexes()) {
            const std::int64_t count = count_in(attendance_key(group, sex)).value_or(0);
            sum += count;
            attendance.cells[static_cast<std::size_t>(group)][static_cast<std::size_t>(sex)] =
                count;
        }
    }
    const bool not_counted = form.raw("attendance") == "not_counted";
    attendance.total = total.value_or(sum);
    attendance.counted = given && !not_counted;
    if (state == State::held && !given && !not_counted)
        form.refuse("attendance_total",
                    base::refuse("missing",
                                 "Skriv, hvor mange der deltog, eller markér, at deltagerne ikke "
                                 "blev talt."));
    return attendance;
}

std::vector<std::int64_t> read_staff(web::FormReader& form, const ActivityChoices& choices) {
    std::vector<std::string> allowed;
    for (const std::int64_t id : choices.staff) allowed.push_back(std::to_string(id));
    if (choices.before)
        for (const std::int64_t id : choices.before->staff) {
            std::string text = std::to_string(id);
            if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
                allowed.push_back(std::move(text));
        }
    std::vector<std::int64_t> staff;
    for (const std::string& id : form.choices("staff", base::danish("medarbejderne"), allowed))
        staff.push_back(whole_number(id).value_or(0));
    std::sort(staff.begin(), staff.end());
    return staff;
}

std::vector<std::string> read_partners(web::FormReader& form, const ActivityChoices& choices) {
    std::vector<std::string> allowed = initiatives::keys_of(choices.catalogue.partners);
    if (choices.before)
        for (const std::string& key : choices.before->partners)
            if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
                allowed.push_back(key);
    std::vector<std::string> partners =
        form.choices("partners", base::danish("samarbejdspartnerne"), allowed);
    std::sort(partners.begin(), partners.end());
    return partners;
}

std::string read_district(web::FormReader& form, const ActivityChoices& choices) {
    std::vector<std::string> allowed = initiatives::keys_of(choices.catalogue.districts);
    if (choices.before && !choices.before->district.empty())
        allowed.push_back(choices.before->district);
    return form.optional_choice("district", base::danish("distriktet"), allowed);
}

std::vector<Material> read_materials(web::FormReader& form) {
    const std::string text =
        form.optional_text("materials", {.what = base::danish("materialerne"), .characters = 4000});
    // As it was written: a number split in two would escape the rule that check() has for names.
    if (base::contains_civil_registration_number(text))
        form.refuse("materials",
                    base::refuse("R12",
                                 "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv "
                                 "stedet eller tendensen i stedet."));
    std::vector<Material> materials;
    for (const std::string& line : base::split(text, '\n')) {
        if (base::trim(line).empty()) continue;
        std::optional<Material> material = material_of(line);
        if (!material) {
            form.refuse("materials",
                        base::refuse("material",
                                     "Skriv hvert materiale på sin egen linje som „antal navn“."));
            return {};
        }
        materials.push_back(std::move(*material));
    }
    return materials;
}

std::string read_note(web::FormReader& form) {
    return form.optional_text("note",
                              {.what = base::danish("noten"), .characters = note_characters_max});
}

// Where the rules speak of fields that the quick form doesn't have.
std::string quick_field(const std::string& field) {
    if (field == "district" || field == "place") return "where";
    if (field.starts_with("attendance")) return "how_many";
    return field;
}

// The district that goes by this name, in whatever language; empty when none does.
std::string district_named(const initiatives::Catalogue& catalogue, std::string_view words) {
    const std::string wanted = base::fold_for_search(words);
    for (const initiatives::Entry& district : catalogue.districts)
        if (base::fold_for_search(district.name.da) == wanted ||
            base::fold_for_search(district.name.en) == wanted)
            return district.key;
    return {};
}

template <class Belongs>
web::Fields with_part(const web::Fields& whole, const web::Fields& sent, State state,
                      const Belongs& belongs) {
    web::Fields fields;
    for (const auto& [name, value] : whole.all())
        if (!belongs(name) && name != "state") fields.add(name, value);
    for (const auto& [name, value] : sent.all())
        if (belongs(name) || name == "version") fields.add(name, value);
    fields.add("state", std::string(state_code(state)));
    return fields;
}

Recurrence read_recurrence(web::FormReader& form, const Activity& pattern) {
    Recurrence recurrence;
    recurrence.first = pattern.starts_at.date;
    const auto weeks = form.required_whole(
        "repeat_weeks", {.what = base::danish("antallet af uger"), .minimum = 1, .maximum = 52});
    recurrence.interval_weeks = static_cast<int>(weeks.value_or(1));
    for (const std::string& day : form.required_choices(
             "repeat_weekdays", base::danish("ugedagene"), {"1", "2", "3", "4", "5", "6", "7"}))
        recurrence.weekdays.push_back(static_cast<unsigned>(day[0] - '0'));
    const auto until = form.required_date("repeat_until", base::danish("den sidste dag"));
    if (until) recurrence.last = *until;
    return recurrence;
}

// The rule on dates that check() has, for the end of the series.
void check_last_day(web::FormReader& form, const Activity& pattern, base::Date day,
                    base::LocalTime now) {
    Activity last = pattern;
    last.starts_at.date = day;
    last.ends_at.reset();
    for (const base::FieldError& error : check(last, now))
        if (error.field == "starts_on") form.refuse("repeat_until", error.error);
}

void keep_chosen(SeriesInput& input, const std::vector<std::string>& chosen) {
    std::vector<base::Date> kept;
    for (const base::Date day : input.days) {
        const bool is_chosen =
            std::find(chosen.begin(), chosen.end(), base::iso_date(day)) != chosen.end();
        (is_chosen ? kept : input.recurrence.except).push_back(day);
    }
    input.days = std::move(kept);
}

}  // namespace

ActivityInput read_activity(const web::Fields& sent, const ActivityChoices& choices,
                            base::LocalTime now) {
    const web::Fields fields = spread(sent);
    web::FormReader form(fields);
    Activity activity;
    activity.starts_at = now;
    read_times(form, activity);
    const int year = year_in(sent, base::year_of(now.date));
    read_initiative(form, choices, year, activity);
    read_planned_activity(form, choices, year, activity);
    activity.title =
        form.optional_text("title", {.what = base::danish("titlen"), .characters = 200});
    activity.district = read_district(form, choices);
    activity.place =
        form.optional_text("place", {.what = base::danish("stedet"), .characters = 200});
    const std::string state =
        form.required_choice("state", base::danish("status"), {"planned", "held", "cancelled"});
    activity.state = state_of(state).value_or(State::planned);
    activity.attendance = read_attendance(form, activity.state);
    activity.staff = read_staff(form, choices);
    activity.partners = read_partners(form, choices);
    activity.materials = read_materials(form);
    activity.note = read_note(form);
    activity.cancel_reason =
        form.optional_text("cancel_reason", {.what = base::danish("grunden"), .characters = 500});
    return finished(form, std::move(activity), now);
}

ActivityInput read_quick_registration(const web::Fields& sent,
                                      const initiatives::Catalogue& catalogue,
                                      base::LocalTime now) {
    web::FormReader form(sent);
    Activity activity;
    activity.starts_at = now;
    activity.state = State::held;
    read_initiative(form, {catalogue, {}}, base::year_of(now.date), activity);
    const std::string where =
        form.optional_text("where", {.what = base::danish("stedet"), .characters = 200});
    activity.district = district_named(catalogue, where);
    if (activity.district.empty()) activity.place = where;
    const auto total = form.optional_whole(
        "how_many", {.what = base::danish("antallet"), .minimum = 0, .maximum = attendance_max});
    activity.attendance.counted = total.has_value();
    activity.attendance.total = total.value_or(0);
    ActivityInput input{activity, form.errors()};
    base::FieldErrors broken = check(activity, now);
    for (base::FieldError& error : broken) error.field = quick_field(error.field);
    web::add_rules(input.errors, broken);
    return input;
}

web::Fields form_of(const Activity& activity) {
    history::Snapshot content = snapshot(activity);
    const bool implied =
        activity.ends_at &&
        *activity.ends_at == implied_end(activity.starts_at, activity.ends_at->minute_of_day);
    if (implied) content["ends_on"].clear();
    web::Fields fields;
    for (const auto& [key, value] : content) fields.add(key, value);
    return fields;
}

web::Fields with_holding(const web::Fields& whole, const web::Fields& sent) {
    const auto belongs = [](const std::string& name) {
        return name.starts_with("attendance") || name == "partners" || name == "note";
    };
    return with_part(whole, sent, State::held, belongs);
}

web::Fields with_cancellation(const web::Fields& whole, const web::Fields& sent) {
    return with_part(whole, sent, State::cancelled,
                     [](const std::string& name) { return name == "cancel_reason"; });
}

bool asks_for_series(const web::Fields& form) {
    return form.has("repeat");
}

SeriesInput read_series(const web::Fields& sent, const Activity& pattern, base::LocalTime now) {
    web::FormReader form(sent);
    SeriesInput input;
    input.recurrence = read_recurrence(form, pattern);
    if (pattern.state != State::planned)
        form.refuse("repeat", base::refuse("state", "Kun en planlagt aktivitet kan gentages."));
    if (form.ok()) {
        base::Result<std::vector<base::Date>> days = occurrences(input.recurrence);
        if (days) {
            input.days = std::move(days.value());
            check_last_day(form, pattern, input.days.back(), now);
        } else {
            form.refuse("repeat_until", days.error());
        }
    }
    if (form.ok() && sent.has("chosen_days")) {
        keep_chosen(input, sent.values("day"));
        if (input.days.empty()) form.refuse("day", base::refuse("missing", "Vælg mindst én dag."));
    }
    input.errors = form.errors();
    return input;
}

std::vector<std::string> listed(const web::Fields& form, std::string_view name) {
    std::vector<std::string> found;
    for (const std::string& value : form.values(name))
        for (std::string& part : base::split(value, ','))
            if (!part.empty()) found.push_back(std::move(part));
    return found;
}

int year_in(const web::Fields& form, int otherwise) {
    const auto day = web::FormReader(form).optional_date("starts_on", "");
    return day ? base::year_of(*day) : otherwise;
}

ActivityFilter filter_of(const web::Fields& query) {
    ActivityFilter filter;
    if (base::is_key(query.value("indsats"))) filter.initiative = query.value("indsats");
    if (base::is_key(query.value("distrikt"))) filter.district = query.value("distrikt");
    if (state_of(query.value("tilstand"))) filter.state = query.value("tilstand");
    const auto year = whole_number(query.value("aar"));
    if (year && *year >= 1990 && *year <= 2100) filter.year = static_cast<int>(*year);
    return filter;
}

std::optional<ListPlace> list_place_of(const std::string& text) {
    const std::size_t gap = text.find('_');
    if (gap == std::string::npos) return std::nullopt;
    const auto time = base::parse_local_time(std::string_view(text).substr(0, gap));
    const auto id = whole_number(std::string_view(text).substr(gap + 1));
    if (!time || !id || *id < 1) return std::nullopt;
    return ListPlace{base::iso_local_time(*time), *id};
}

std::string list_place(const Activity& activity) {
    return base::iso_local_time(activity.starts_at) + "_" + std::to_string(activity.id);
}

}  // namespace activities
