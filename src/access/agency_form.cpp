#include "access/agency_form.h"

#include "base/text.h"
#include "web/form.h"

namespace access {

namespace {

using organisation::AgencyKind;

constexpr std::size_t longest_key = 40;

// Small letters, digits and underscores, as keys of the catalogue are.
std::string key_from(std::string_view name) {
    std::string key;
    for (const char c : name) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_upper || is_plain) {
            key += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!key.empty() && key.back() != '_') {
            key += '_';
        }
        if (key.size() >= longest_key) break;
    }
    while (key.ends_with('_')) key.pop_back();
    return key.empty() ? "forum" : key;
}

organisation::Validity read_validity(web::FormReader& reader) {
    organisation::Validity validity;
    validity.from = reader.optional_date("fra", base::danish("den første dag"));
    const auto last = reader.optional_date("til", base::danish("den sidste dag"));
    if (last) validity.to = base::add_days(*last, 1);
    if (last && validity.from && *last < *validity.from) {
        reader.refuse("til", base::refuse("before", "Den sidste dag ligger før den første."));
    }
    return validity;
}

void add_validity(web::Fields& fields, const organisation::Validity& validity) {
    if (validity.from) fields.add("fra", base::iso_date(*validity.from));
    if (validity.to) fields.add("til", base::iso_date(base::add_days(*validity.to, -1)));
}

}  // namespace

AgencyInput read_agency(const web::Fields& form, const std::string& known_cvr) {
    web::FormReader reader(form);
    AgencyInput input;
    organisation::Agency& agency = input.agency;
    agency.cvr = known_cvr;
    if (known_cvr.empty()) {
        agency.cvr = reader.required_text("cvr", {base::danish("CVR-nummeret"), 20});
        if (!agency.cvr.empty() && !organisation::is_cvr(agency.cvr)) {
            reader.refuse("cvr", base::refuse("malformed", "Et CVR-nummer har 8 cifre."));
        }
    }
    agency.name = reader.required_text("navn", {base::danish("navnet"), 120});
    std::vector<std::string> kinds;
    for (const AgencyKind kind : organisation::all_agency_kinds()) {
        kinds.emplace_back(organisation::agency_kind_code(kind));
    }
    const auto kind = organisation::agency_kind_of(
        reader.required_choice("slags", base::danish("slagsen"), kinds));
    agency.kind = kind.value_or(AgencyKind::business);
    agency.area = organisation::institution_area_of(form.value("omraade"))
                      .value_or(organisation::InstitutionArea::other);
    agency.public_task =
        reader.checked("offentlig") ? organisation::PublicTask::yes : organisation::PublicTask::no;
    agency.validity = read_validity(reader);
    input.errors = reader.errors();
    return input;
}

web::Fields form_of(const organisation::Agency& agency) {
    web::Fields fields;
    fields.add("cvr", agency.cvr);
    fields.add("navn", agency.name);
    fields.add("slags", std::string(organisation::agency_kind_code(agency.kind)));
    fields.add("omraade", std::string(organisation::institution_area_code(agency.area)));
    if (agency.public_task == organisation::PublicTask::yes) fields.add("offentlig", "1");
    add_validity(fields, agency.validity);
    return fields;
}

ForumInput read_forum(const web::Fields& form, const std::string& known_key) {
    web::FormReader reader(form);
    ForumInput input;
    organisation::Forum& forum = input.forum;
    forum.name_da = reader.required_text("navn", {base::danish("navnet"), 120});
    forum.name_en = reader.optional_text("navn_en", {base::danish("navnet på engelsk"), 120});
    forum.key = known_key.empty() ? key_from(forum.name_da) : known_key;
    std::vector<std::string> kinds;
    for (const organisation::ForumKind kind : organisation::all_forum_kinds()) {
        kinds.emplace_back(organisation::forum_kind_code(kind));
    }
    forum.kind =
        organisation::forum_kind_of(reader.required_choice("slags", base::danish("slagsen"), kinds))
            .value_or(organisation::ForumKind::general);
    forum.validity = read_validity(reader);
    input.errors = reader.errors();
    return input;
}

web::Fields form_of(const organisation::Forum& forum) {
    web::Fields fields;
    fields.add("navn", forum.name_da);
    fields.add("navn_en", forum.name_en);
    fields.add("slags", std::string(organisation::forum_kind_code(forum.kind)));
    add_validity(fields, forum.validity);
    return fields;
}

base::FieldErrors check_agency(const organisation::Agency& agency,
                               const std::optional<organisation::Agency>& own,
                               const std::optional<organisation::Agency>& before) {
    base::FieldErrors errors;
    const bool is_own = own && agency.cvr == own->cvr;
    if (!is_own && agency.kind == AgencyKind::municipality && own) {
        errors.push_back(
            {"slags", base::refuse("municipality", "Kommunen er registreret: {}.", own->name)});
    }
    if (is_own && agency.kind != AgencyKind::municipality) {
        errors.push_back({"slags", base::refuse("municipality_kind",
                                                "Kommunen kan ikke blive til en anden "
                                                "slags myndighed.")});
    }
    if (is_own && agency.validity.to) {
        errors.push_back(
            {"til", base::refuse("municipality_ends", "Kommunen kan ikke afsluttes.")});
    }
    const bool becomes_another = before && before->kind != agency.kind;
    if (!is_own && becomes_another) {
        errors.push_back(
            {"slags", base::refuse("kind_changes",
                                   "Slagsen kan ikke ændres: pladser og delinger hviler på den. "
                                   "Afslut myndigheden, og opret en ny.")});
    }
    return errors;
}

}  // namespace access
