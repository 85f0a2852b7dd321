#include "activities/activity_subject.h"

#include <algorithm>
#include <utility>

#include "history/record_change.h"
#include "organisation/organisation_store.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"

namespace activities {

std::string path_of(std::int64_t activity_id) {
    return "/aktiviteter/" + std::to_string(activity_id);
}

base::LocalTime local_now(const access::Visit& visit) {
    return web::to_local(visit.now);
}

Changer changer(const access::Visit& visit) {
    return {visit.user().account_id, visit.now};
}

std::vector<organisation::StaffMember> staff_for(store::Connection& connection,
                                                 const access::Visit& visit, base::Date day,
                                                 const Activity* before) {
    std::vector<organisation::StaffMember> staff =
        organisation::staff_members_on(connection, std::min(day, visit.today()));
    if (!before) return staff;
    std::vector<std::int64_t> missing;
    for (const std::int64_t id : before->staff)
        if (std::none_of(staff.begin(), staff.end(),
                         [&](const auto& member) { return member.id == id; }))
            missing.push_back(id);
    for (organisation::StaffMember& member : organisation::staff_members(connection, missing))
        staff.push_back(std::move(member));
    return staff;
}

StaffNames names_of(const std::vector<organisation::StaffMember>& staff) {
    StaffNames names;
    for (const organisation::StaffMember& member : staff) names[member.id] = member.name;
    return names;
}

std::vector<std::int64_t> ids_of_staff(const std::vector<organisation::StaffMember>& staff) {
    std::vector<std::int64_t> ids;
    for (const organisation::StaffMember& member : staff) ids.push_back(member.id);
    return ids;
}

std::optional<Subject> find_subject(const access::Visit& visit,
                                    initiatives::CurrentCatalogue& current, Removed removed) {
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    store::ReadTransaction reading = visit.services.database.read();
    std::optional<Activity> activity = find_activity(reading, id);
    if (!activity || (activity->removed && removed == Removed::refused)) return std::nullopt;
    Subject subject{std::move(*activity), current.get(reading), {}};
    subject.staff = staff_for(reading, visit, subject.activity.starts_at.date, &subject.activity);
    return subject;
}

web::Response form_page(const access::Visit& visit, std::string_view title, const web::Html& form,
                        const std::string& path, const std::string& path_label, int status) {
    const web::Language& language = visit.language;
    std::vector<std::pair<std::string, std::string>> breadcrumb{
        {std::string(language.say("Aktiviteter")), "/aktiviteter"}};
    if (!path.empty()) breadcrumb.emplace_back(path_label, path);
    breadcrumb.emplace_back(std::string(title), "");
    return visit.page(title, form, {.breadcrumb = breadcrumb, .status = status});
}

web::Response remark_page(const access::Visit& visit, std::string_view title,
                          std::string_view sentence, const std::string& path) {
    web::Html content = web::alert(web::AlertKind::warning, sentence, visit.language);
    content.add(web::button_row(
        web::link_button({.label = visit.language.say("Se aktiviteten"), .href = path})));
    return visit.page(title, content, {.status = conflict_status});
}

}  // namespace activities
