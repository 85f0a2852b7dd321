#include "activities/activity_words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "initiatives/choice.h"
#include "organisation/organisation_store.h"
#include "web/components/status_tag.h"

namespace activities {
namespace {

struct Label {
    std::string_view key;
    std::string_view words;
};

constexpr std::array labels{
    Label{"initiative", base::danish("Indsats")},
    Label{"title", base::danish("Titel")},
    Label{"planned_activity", base::danish("Slags")},
    Label{"district", base::danish("Distrikt")},
    Label{"place", base::danish("Sted")},
    Label{"starts_on", base::danish("Dato")},
    Label{"starts_time", base::danish("Start")},
    Label{"ends_on", base::danish("Slutdato")},
    Label{"ends_time", base::danish("Slut")},
    Label{"state", base::danish("Status")},
    Label{"attendance", base::danish("Deltagere")},
    Label{"attendance_total", base::danish("Deltagere i alt")},
    Label{"staff", base::danish("Medarbejdere")},
    Label{"partners", base::danish("Samarbejdspartnere til stede")},
    Label{"materials", base::danish("Materialer")},
    Label{"note", base::danish("Note")},
    Label{"cancel_reason", base::danish("Hvorfor aflyst")},
};

std::string label_of(std::string_view key, const web::Language& language) {
    for (const Label& label : labels)
        if (label.key == key) return std::string(language.say(label.words));
    for (const AgeGroup group : all_age_groups())
        for (const Sex sex : all_sexes())
            if (attendance_key(group, sex) == key)
                return language.say_with("Deltagere: {}", group_in(group, sex, language));
    return std::string(key);
}

class ValueWords {
  public:
    ValueWords(const initiatives::Catalogue& catalogue, const web::Language& language,
               StaffNames names)
        : catalogue_(catalogue), language_(language), names_(std::move(names)) {}

    std::string operator()(std::string_view key, const std::string& value) const {
        if (key == "initiative")
            return initiatives::initiative_name(catalogue_, value, 9999, language_);
        if (key == "planned_activity") return planned(value);
        if (key == "district") return initiatives::district_name(catalogue_, value, language_);
        if (key == "partners") return partners_in(base::split(value, ','), catalogue_, language_);
        if (key == "staff") return staff_in(ids_of(value), names_);
        if (key == "starts_on" || key == "ends_on") return date(value);
        if (key == "starts_time" || key == "ends_time") return time(value);
        if (key == "attendance") return attendance(value);
        if (key == "state")
            if (const auto state = state_of(value))
                return std::string(language_.say(state_name(*state)));
        return value;
    }

  private:
    std::string planned(const std::string& key) const {
        for (const initiatives::Initiative& initiative : catalogue_.initiatives)
            for (const initiatives::Edition& edition : initiative.editions)
                for (const initiatives::PlannedActivity& planned : edition.activities)
                    if (planned.key == key) return planned.name.in(language_.tag());
        return key;
    }
    std::string attendance(const std::string& value) const {
        const bool counted = value == "counted";
        return std::string(counted ? language_.say("Talt") : language_.say("Ikke talt"));
    }
    std::string date(const std::string& value) const {
        const auto day = base::parse_date(value);
        return day ? language_.date(*day) : value;
    }
    std::string time(const std::string& value) const {
        const auto minute = base::parse_time_of_day(value);
        return minute ? language_.time_of_day(*minute) : value;
    }

    const initiatives::Catalogue& catalogue_;
    const web::Language& language_;
    StaffNames names_;
};

}  // namespace

std::string title_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                     const web::Language& language) {
    return activity.title.empty() ? initiative_in(activity, catalogue, language) : activity.title;
}

std::string initiative_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                          const web::Language& language) {
    return initiatives::initiative_name(catalogue, activity.initiative,
                                        base::year_of(activity.starts_at.date), language);
}

std::string planned_activity_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                                const web::Language& language) {
    if (activity.planned_activity.empty()) return {};
    const initiatives::Initiative* initiative = catalogue.find_initiative(activity.initiative);
    if (!initiative) return activity.planned_activity;
    for (const initiatives::Edition& edition : initiative->editions)
        for (const initiatives::PlannedActivity& planned : edition.activities)
            if (planned.key == activity.planned_activity) return planned.name.in(language.tag());
    return activity.planned_activity;
}

std::string where_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                     const web::Language& language) {
    const std::string district =
        activity.district.empty()
            ? std::string()
            : initiatives::district_name(catalogue, activity.district, language);
    if (district.empty() || activity.place.empty()) return district + activity.place;
    return district + ", " + activity.place;
}

std::string when_in(const Activity& activity, const web::Language& language) {
    std::string start = language.local_time(activity.starts_at);
    if (!activity.ends_at) return start;
    if (activity.ends_at->date == activity.starts_at.date)
        return start + "–" + language.time_of_day(activity.ends_at->minute_of_day);
    return start + " – " + language.local_time(*activity.ends_at);
}

std::string attendance_in(const Activity& activity, const web::Language& language) {
    if (activity.state != State::held) return {};
    if (!activity.attendance.counted) return std::string(language.say("Ikke talt"));
    return language.number(activity.attendance.total);
}

std::string group_in(AgeGroup group, Sex sex, const web::Language& language) {
    return std::string(language.say(age_group_name(group))) + ", " +
           std::string(language.say(sex_name(sex)));
}

web::Html state_tag(State state, const web::Language& language) {
    constexpr std::array kinds{web::StatusKind::planned, web::StatusKind::done,
                               web::StatusKind::stopped};
    return web::status_tag(kinds[static_cast<std::size_t>(state)], language.say(state_name(state)));
}

std::string materials_in(const Activity& activity) {
    std::vector<std::string> lines;
    for (const Material& material : activity.materials)
        lines.push_back(std::to_string(material.quantity) + " " + material.name);
    return base::join(lines, "\n");
}

StaffNames staff_names(store::Connection& connection, const std::vector<std::int64_t>& ids) {
    StaffNames names;
    for (const organisation::StaffMember& member : organisation::staff_members(connection, ids))
        names[member.id] = member.name;
    return names;
}

std::string staff_in(const std::vector<std::int64_t>& staff, const StaffNames& names) {
    std::vector<std::string> words;
    for (const std::int64_t id : staff) {
        const auto found = names.find(id);
        words.push_back(found == names.end() ? std::to_string(id) : found->second);
    }
    return base::join(words, ", ");
}

std::string partners_in(const std::vector<std::string>& partners,
                        const initiatives::Catalogue& catalogue, const web::Language& language) {
    std::vector<std::string> words;
    words.reserve(partners.size());
    for (const std::string& key : partners)
        words.push_back(initiatives::Catalogue::name_in(catalogue.partners, key, language.tag()));
    return base::join(words, ", ");
}

history::Wording activity_wording(const initiatives::Catalogue& catalogue,
                                  const web::Language& language, StaffNames names) {
    return {[&language](std::string_view key) { return label_of(key, language); },
            ValueWords(catalogue, language, std::move(names))};
}

std::vector<std::int64_t> staff_in_versions(const std::vector<history::Version>& versions) {
    std::vector<std::int64_t> ids;
    for (const history::Version& version : versions) {
        const auto staff = version.content.find("staff");
        if (staff == version.content.end()) continue;
        for (const std::int64_t id : ids_of(staff->second))
            if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    return ids;
}

}  // namespace activities
