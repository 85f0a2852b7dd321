#include "initiatives/catalogue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/result.h"

namespace initiatives {

namespace {

template <class Value>
struct Coded {
    Value value;
    std::string_view code;
    std::string_view name;
};

constexpr std::array<Coded<Status>, 6> statuses = {{
    {Status::planned, "planned", base::danish("Planlagt")},
    {Status::in_progress, "in_progress", base::danish("I gang")},
    {Status::carried_out, "carried_out", base::danish("Gennemført")},
    {Status::continues, "continues", base::danish("Fortsætter")},
    {Status::ended, "ended", base::danish("Ophørt")},
    {Status::completed, "completed", base::danish("Afsluttet")},
}};

constexpr std::array<Coded<Kind>, 7> kinds = {{
    {Kind::casework, "casework", base::danish("Forløb")},
    {Kind::activity, "activity", base::danish("Aktivitet")},
    {Kind::forum, "forum", base::danish("Mødeforum")},
    {Kind::place_work, "place_work", base::danish("Områdearbejde")},
    {Kind::project, "project", base::danish("Projekt")},
    {Kind::guide, "guide", base::danish("Handleguide eller læseplan")},
    {Kind::analysis, "analysis", base::danish("Analyse")},
}};

template <class Table, class Value>
const auto& entry_of(const Table& table, Value value) {
    return *std::find_if(table.begin(), table.end(),
                         [&](const auto& entry) { return entry.value == value; });
}

template <class Value, class Table>
std::optional<Value> value_of(const Table& table, std::string_view code) {
    for (const auto& entry : table) {
        if (entry.code == code) return entry.value;
    }
    return std::nullopt;
}

// The months a word in a partial date may mean. Winter begins in December of the year it is named
// after.
struct Season {
    std::string_view word;
    unsigned first_month;
    unsigned months;
};
constexpr std::array<Season, 5> seasons = {{
    {"spring", 3, 3},
    {"summer", 6, 3},
    {"late_summer", 8, 2},
    {"autumn", 9, 3},
    {"winter", 12, 3},
}};

std::optional<int> whole_number(std::string_view text, std::size_t digits) {
    if (text.size() != digits) return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

struct Span {
    base::Date first;
    base::Date last;
};

Span months_from(int year, unsigned first_month, unsigned months) {
    const base::Date first = base::date_of(year, first_month, 1);
    const auto after = std::chrono::year_month(first.year(), first.month()) +
                       std::chrono::months(static_cast<int>(months));
    return {first, base::add_days(after / std::chrono::day(1), -1)};
}

std::optional<Span> span_of(std::string_view text) {
    const auto year = whole_number(text.substr(0, 4), 4);
    if (!year || *year == 0) return std::nullopt;
    if (text.size() == 4) return months_from(*year, 1, 12);
    if (text[4] != '-') return std::nullopt;
    const std::string_view rest = text.substr(5);
    for (const Season& season : seasons) {
        if (rest == season.word) return months_from(*year, season.first_month, season.months);
    }
    if (const auto month = whole_number(rest, 2)) {
        if (*month < 1 || *month > 12) return std::nullopt;
        return months_from(*year, static_cast<unsigned>(*month), 1);
    }
    const auto day = base::parse_date(text);
    if (!day) return std::nullopt;
    return Span{*day, *day};
}

bool touches(const Edition& edition, int year) {
    if (edition.start.empty()) return false;
    return base::year_of(edition.start.first_day()) <= year &&
           (edition.end.empty() || base::year_of(edition.end.last_day()) >= year);
}

bool over_before(const Initiative& initiative, int year) {
    for (const Edition& edition : initiative.editions) {
        for (const auto& [stated, status] : edition.status) {
            const bool over = status == Status::ended || status == Status::completed;
            if (stated < year && over && initiative.edition_in(year) == &edition) return true;
        }
    }
    return false;
}

}  // namespace

std::optional<int> PartialDate::year() const {
    if (empty()) return std::nullopt;
    return whole_number(std::string_view(text).substr(0, 4), 4);
}

base::Date PartialDate::first_day() const {
    const auto span = span_of(text);
    return span ? span->first : base::date_of(1, 1, 1);
}

base::Date PartialDate::last_day() const {
    const auto span = span_of(text);
    return span ? span->last : base::date_of(9999, 12, 31);
}

base::Date PartialDate::first_day_after() const {
    if (empty()) return last_day();
    return base::parse_date(text) ? first_day() : base::add_days(last_day(), 1);
}

std::optional<PartialDate> parse_partial_date(std::string_view text) {
    if (!span_of(text)) return std::nullopt;
    return PartialDate{std::string(text)};
}

std::string_view status_code(Status status) {
    return entry_of(statuses, status).code;
}
std::optional<Status> status_of(std::string_view code) {
    return value_of<Status>(statuses, code);
}
std::string_view status_name(Status status) {
    return entry_of(statuses, status).name;
}

std::string_view kind_code(Kind kind) {
    return entry_of(kinds, kind).code;
}
std::optional<Kind> kind_of(std::string_view code) {
    return value_of<Kind>(kinds, code);
}
std::string_view kind_name(Kind kind) {
    return entry_of(kinds, kind).name;
}

const Edition* Initiative::edition_in(int year) const {
    const Edition* newest = nullptr;
    for (const Edition& edition : editions) {
        if (edition.period <= year && (!newest || edition.period > newest->period)) {
            newest = &edition;
        }
    }
    return newest;
}

std::optional<Status> Initiative::status_in(int year) const {
    std::optional<Status> found;
    for (const Edition& edition : editions) {
        // The newest edition that says something about the year has the last word.
        const auto stated = edition.status.find(year);
        if (stated != edition.status.end()) found = stated->second;
    }
    return found;
}

const GoalWording* Goal::wording_in(int year) const {
    const GoalWording* newest = nullptr;
    for (const GoalWording& wording : wordings) {
        if (wording.period <= year && (!newest || wording.period > newest->period)) {
            newest = &wording;
        }
    }
    return newest;
}

const Initiative* Catalogue::find_initiative(std::string_view key) const {
    const auto place = std::lower_bound(initiatives.begin(), initiatives.end(), key,
                                        [](const Initiative& initiative, std::string_view wanted) {
                                            return initiative.key < wanted;
                                        });
    return place != initiatives.end() && place->key == key ? &*place : nullptr;
}

const Goal* Catalogue::find_goal(std::string_view key) const {
    for (const Goal& goal : goals) {
        if (goal.key == key) return &goal;
    }
    return nullptr;
}

const Entry* Catalogue::find(const std::vector<Entry>& list, std::string_view key) {
    for (const Entry& entry : list) {
        if (entry.key == key) return &entry;
    }
    return nullptr;
}

std::string Catalogue::name_in(const std::vector<Entry>& list, std::string_view key,
                               std::string_view language_tag) {
    const Entry* entry = find(list, key);
    return entry ? entry->name.in(language_tag) : std::string(key);
}

int Catalogue::period_in(int year) const {
    int newest = 0;
    for (const Goal& goal : goals) {
        const GoalWording* wording = goal.wording_in(year);
        if (wording) newest = std::max(newest, wording->period);
    }
    return newest;
}

std::vector<int> Catalogue::periods() const {
    std::set<int> found;
    for (const Goal& goal : goals) {
        for (const GoalWording& wording : goal.wordings) found.insert(wording.period);
    }
    return {found.begin(), found.end()};
}

bool Catalogue::in_force(const Initiative& initiative, int year) const {
    if (initiative.status_in(year)) return takes_registrations(initiative, year);
    const Edition* edition = initiative.edition_in(year);
    return edition && edition->period == period_in(year) && takes_registrations(initiative, year);
}

bool Catalogue::takes_registrations(const Initiative& initiative, int year) const {
    if (const auto status = initiative.status_in(year)) return *status != Status::planned;
    const Edition* edition = initiative.edition_in(year);
    return edition && touches(*edition, year) && !over_before(initiative, year);
}

namespace {

std::vector<const Initiative*> in_order(std::vector<const Initiative*> found, int year) {
    std::stable_sort(found.begin(), found.end(),
                     [&](const Initiative* left, const Initiative* right) {
                         return left->edition_in(year)->order < right->edition_in(year)->order;
                     });
    return found;
}

// Listed as the focus of the year after: begins then, is planned for then, or stands in the plan of
// `year` without a beginning of its own.
bool is_focus_after(const Initiative& initiative, const Edition& edition, int year) {
    if (initiative.status_in(year + 1) == Status::planned) return true;
    const auto start = edition.start.year();
    if (start == year + 1) return true;
    return edition.period == year && (!start || *start <= year + 1);
}

}  // namespace

std::vector<const Initiative*> Catalogue::in_plan(int year) const {
    const int period = period_in(year);
    std::vector<const Initiative*> found;
    for (const Initiative& initiative : initiatives) {
        const Edition* edition = initiative.edition_in(year);
        if (!edition || edition->period != period) continue;
        // In the first year of a period its lists are the document's own, also with what only
        // begins later; after that a line needs something to say about the year.
        if (year == period || initiative.status_in(year) || in_force(initiative, year)) {
            found.push_back(&initiative);
        }
    }
    return found;
}

std::vector<const Initiative*> Catalogue::goal_table(std::string_view goal, int year) const {
    std::vector<const Initiative*> found = in_plan(year);
    std::erase_if(found, [&](const Initiative* initiative) {
        const Edition* edition = initiative->edition_in(year);
        return edition->goal != goal || edition->listed_in != "goal_table";
    });
    return in_order(std::move(found), year);
}

std::vector<const Initiative*> Catalogue::next_years_focus(int year) const {
    const int period = period_in(year);
    std::vector<const Initiative*> found;
    for (const Initiative& initiative : initiatives) {
        const Edition* edition = initiative.edition_in(year);
        if (!edition || edition->period != period) continue;
        if (edition->listed_in != "next_years_focus") continue;
        if (is_focus_after(initiative, *edition, year)) found.push_back(&initiative);
    }
    return in_order(std::move(found), year);
}

std::vector<int> Catalogue::years() const {
    std::set<int> found;
    for (const Initiative& initiative : initiatives) {
        for (const Edition& edition : initiative.editions) {
            for (const auto& [year, status] : edition.status) found.insert(year);
        }
    }
    return {found.begin(), found.end()};
}

}  // namespace initiatives
