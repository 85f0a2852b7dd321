#include "people/own_access_sources.h"

#include "access/assignment_store.h"
#include "base/text.h"
#include "organisation/agency_store.h"
#include "organisation/organisation_store.h"
#include "people/circle_store.h"
#include "people/consent_store.h"
#include "people/duty_store.h"
#include "people/legal_basis_words.h"
#include "people/moving_store.h"
#include "people/note_store.h"
#include "people/person_store.h"
#include "people/relation_store.h"
#include "people/sharing_store.h"

namespace people {
namespace {

using Kind = AccessRow::Kind;

std::string say(const AccessReading& reading, std::string_view danish) {
    return std::string(reading.language.say(danish));
}

std::string day_words(const AccessReading& reading, const std::optional<base::Date>& day) {
    return day ? reading.language.date(*day) : std::string();
}

// "3. maj 2024 – 4. juni 2024"; open ends stay open.
std::string days_words(const AccessReading& reading, const std::optional<base::Date>& from,
                       const std::optional<base::Date>& to) {
    return day_words(reading, from) + " – " + day_words(reading, to);
}

std::string agency_words(const AccessReading& reading, const std::string& cvr) {
    const auto agency = organisation::find_agency(reading.connection, cvr);
    return agency ? agency->name : "CVR " + cvr;
}

AccessSection section_with(const AccessReading& reading, std::string_view heading,
                           std::string_view source, std::string_view purpose) {
    AccessSection section;
    section.heading = say(reading, heading);
    section.source = say(reading, source);
    section.purpose = say(reading, purpose);
    section.recipients = say(reading, base::danish("Se afsnittet om videregivelser."));
    section.retention = retention_words(reading, "ssp_case");
    return section;
}

constexpr std::string_view work_purpose =
    base::danish("Kommunens arbejde med at hjælpe og støtte børn, unge og familier");

void add_row(const AccessReading& reading, AccessSection& section, std::string_view label,
             std::string value, Kind kind = Kind::value) {
    if (!value.empty()) section.rows.push_back({say(reading, label), std::move(value), kind});
}

void add_person_rows(const AccessReading& reading, AccessSection& section, const Person& person) {
    add_row(reading, section, base::danish("Navn"), person.name());
    add_row(reading, section, base::danish("Personnummer"), person.masked_cpr);
    add_row(reading, section, base::danish("Født"), day_words(reading, person.born_on));
    if (person.sex != Sex::unknown)
        add_row(reading, section, base::danish("Køn"), say(reading, sex_name(person.sex)));
    if (person.address_protected)
        add_row(reading, section, base::danish("Adresse"),
                reading.language.say(address_is_protected()));
    add_row(reading, section, base::danish("Registreret"),
            reading.language.date(person.registered_on));
}

std::vector<AccessSection> identity(const AccessReading& reading) {
    AccessSection section =
        section_with(reading, base::danish("Hvem du er"),
                     base::danish("Oplyst til eller af medarbejdere i kommunen"), work_purpose);
    const auto person =
        find_person(reading.connection, reading.vault, reading.warrant, reading.now);
    if (person) add_person_rows(reading, section, *person);
    const auto move = move_of(reading.connection, reading.vault, reading.warrant, reading.now);
    if (move) {
        add_row(reading, section, base::danish("Flyttet den"), reading.language.date(move->on));
    }
    for (const Person& merged :
         merged_persons(reading.connection, reading.vault, reading.warrant, reading.now)) {
        add_row(reading, section, base::danish("Også registreret som"), merged.name());
        add_person_rows(reading, section, merged);
    }
    return {section};
}

std::vector<AccessSection> duty_section(const AccessReading& reading) {
    AccessSection section =
        section_with(reading, base::danish("Om du er orienteret"),
                     base::danish("Skrevet af medarbejdere i kommunen"),
                     base::danish("Pligten til at orientere dig (forordningens artikel 13 og 14)"));
    for (const DutyToInform& duty :
         duties(reading.connection, reading.vault, reading.warrant, reading.now)) {
        add_row(reading, section, base::danish("Du skal orienteres senest"),
                reading.language.date(duty.due_on));
        if (duty.outcome == DutyOutcome::informed)
            add_row(reading, section, base::danish("Du blev orienteret"),
                    day_words(reading, duty.settled_on));
        if (duty.outcome == DutyOutcome::exempted)
            add_row(reading, section, base::danish("Det blev besluttet ikke at orientere dig"),
                    day_words(reading, duty.settled_on));
        add_row(reading, section, base::danish("Forklaring"), duty.explanation, Kind::narrative);
    }
    return {section};
}

std::vector<AccessSection> consent_section(const AccessReading& reading) {
    AccessSection section = section_with(
        reading, base::danish("Samtykker"), base::danish("Dig selv eller din værge"),
        base::danish("At dele oplysninger med en anden myndighed, som du har sagt ja til"));
    section.retention = retention_words(reading, "consent");
    for (const Consent& consent :
         consents(reading.connection, reading.vault, reading.warrant, reading.now)) {
        add_row(reading, section, base::danish("Hvad samtykket gælder"), consent.data,
                Kind::narrative);
        add_row(reading, section, base::danish("Til hvem"),
                agency_words(reading, consent.receiver_cvr));
        add_row(reading, section, base::danish("Givet af"),
                say(reading, consent_giver_name(consent.giver)));
        add_row(reading, section, base::danish("Hvordan"),
                say(reading, consent_manner_name(consent.manner)));
        add_row(reading, section, base::danish("Fra og til"),
                days_words(reading, consent.given_on, consent.ends_on));
        add_row(reading, section, base::danish("Trukket tilbage"),
                day_words(reading, consent.withdrawn_on));
    }
    return {section};
}

std::vector<AccessSection> relation_section(const AccessReading& reading) {
    AccessSection section =
        section_with(reading, base::danish("Relationer"),
                     base::danish("Skrevet af medarbejdere i kommunen"), work_purpose);
    for (const SeenRelation& relation :
         relations_seen_from(reading.connection, reading.vault, reading.warrant, reading.now)) {
        const std::string_view name =
            relation.is_first ? relation_name(relation.kind) : reverse_relation_name(relation.kind);
        section.rows.push_back(
            {say(reading, name), say(reading, base::danish("en anden person")), Kind::value});
        if (relation.from || relation.to)
            add_row(reading, section, base::danish("Fra og til"),
                    days_words(reading, relation.from, relation.to));
        add_row(reading, section, base::danish("Bemærkning"), relation.note, Kind::narrative);
    }
    return {section};
}

std::vector<AccessSection> circle_section(const AccessReading& reading) {
    AccessSection section =
        section_with(reading, base::danish("Familier og grupper"),
                     base::danish("Skrevet af medarbejdere i kommunen"), work_purpose);
    for (const Membership& membership :
         memberships_of(reading.connection, reading.vault, reading.warrant, reading.now)) {
        const bool is_family = membership.circle.kind == access::SubjectKind::family;
        add_row(reading, section, base::danish("Du er registreret i"),
                say(reading, is_family ? base::danish("en familie") : base::danish("en gruppe")));
        add_row(reading, section, base::danish("Fra og til"),
                days_words(reading, membership.from, membership.to));
        add_row(reading, section, base::danish("Hvorfor"), membership.reason, Kind::narrative);
    }
    return {section};
}

std::vector<AccessSection> work_section(const AccessReading& reading) {
    AccessSection section =
        section_with(reading, base::danish("Hvem der arbejder med dig"),
                     base::danish("Kommunens fordeling af arbejdet"), work_purpose);
    std::vector<access::PersonId> merged;
    for (const Person& person :
         merged_persons(reading.connection, reading.vault, reading.warrant, reading.now))
        merged.push_back(person.id);
    for (const access::Assignment& assignment :
         access::assignments_of(reading.connection, reading.warrant, reading.now, merged)) {
        add_row(reading, section, base::danish("Funktion"),
                say(reading, access::part_name(assignment.part)));
        add_row(reading, section, base::danish("Formål"),
                say(reading, access::purpose_name(assignment.purpose)));
        if (!assignment.unit_key.empty())
            if (const auto unit = organisation::find_unit(reading.connection, assignment.unit_key))
                add_row(reading, section, base::danish("Enhed"), unit->name_da);
        std::optional<base::Date> last;
        if (assignment.validity.to) last = base::add_days(*assignment.validity.to, -1);
        add_row(reading, section, base::danish("Fra og til"),
                days_words(reading, assignment.validity.from, last));
    }
    return {section};
}

std::vector<AccessSection> disclosure_section(const AccessReading& reading) {
    AccessSection section = section_with(reading, base::danish("Videregivelser"),
                                         base::danish("Skrevet af medarbejdere i kommunen"),
                                         base::danish("Samarbejde med andre myndigheder"));
    section.recipients = say(reading, base::danish("De myndigheder, der står i afsnittet."));
    section.retention = retention_words(reading, "disclosure");
    for (const MadeDisclosure& made :
         disclosures(reading.connection, reading.vault, reading.warrant, reading.now)) {
        const access::Disclosure& disclosure = made.disclosure;
        const bool shared = disclosure.answer == access::DisclosureFact::Answer::shared;
        add_row(reading, section, shared ? base::danish("Delt med") : base::danish("Ikke delt med"),
                agency_words(reading, disclosure.receiver_cvr));
        const auto forum = organisation::find_forum(reading.connection, disclosure.forum_key);
        if (forum) add_row(reading, section, base::danish("Samarbejde"), forum->name_da);
        add_row(reading, section, base::danish("Dato"),
                reading.language.date(web::to_local(disclosure.made_at).date));
        add_row(reading, section, base::danish("Hjemmel"),
                legal_basis_words(reading.law, disclosure.bases,
                                  web::to_local(disclosure.made_at).date));
        add_row(reading, section, base::danish("Hvorfor det var nødvendigt"), made.necessity,
                Kind::narrative);
    }
    return {section};
}

std::vector<AccessSection> note_section(const AccessReading& reading) {
    AccessSection section = section_with(
        reading, base::danish("Oplysninger om dig"),
        base::danish("Skrevet af medarbejdere, der har arbejdet med dig"), work_purpose);
    for (const Note& note :
         notes(reading.connection, reading.vault, reading.warrant, reading.now)) {
        add_row(reading, section, base::danish("Dato"), reading.language.date(note.noted_on));
        add_row(reading, section, base::danish("Oplysningens art"),
                say(reading, access::data_class_name(note.data_class)));
        add_row(reading, section, base::danish("Oplysning"), note.text, Kind::narrative);
    }
    return {section};
}

std::string text_in(const history::Snapshot& content, const char* key) {
    const auto found = content.find(key);
    return found == content.end() ? std::string() : found->second;
}

std::string name_in(const history::Snapshot& content) {
    return base::trim(text_in(content, "given_names") + " " + text_in(content, "family_name"));
}

std::string address_in(const history::Snapshot& content) {
    const std::string town =
        base::trim(text_in(content, "postal_code") + " " + text_in(content, "town"));
    const std::string street = text_in(content, "street");
    return street.empty() || town.empty() ? street + town : street + ", " + town;
}

// What stood before `next` took its place. A name, a number or an address that was wrong may be
// somebody else's, so a human reads them before they leave the house.
void add_earlier(const AccessReading& reading, AccessSection& section,
                 const history::Version& earlier, const history::Version& next) {
    const history::Snapshot& was = earlier.content;
    const auto changed = [&](std::string (*value_in)(const history::Snapshot&)) {
        return value_in(was) == value_in(next.content) ? std::string() : value_in(was);
    };
    add_row(reading, section, base::danish("Rettet den"),
            reading.language.date(web::to_local(next.at).date));
    add_row(reading, section, base::danish("Navn før rettelsen"), changed(name_in),
            Kind::narrative);
    if (text_in(was, "cpr_changed") == "1")
        add_row(reading, section, base::danish("Personnummer før rettelsen"), text_in(was, "cpr"),
                Kind::narrative);
    const auto born_on = base::parse_date(text_in(was, "born_on"));
    if (text_in(was, "born_on") != text_in(next.content, "born_on"))
        add_row(reading, section, base::danish("Født, før rettelsen"), day_words(reading, born_on));
    const auto sex = sex_of(text_in(was, "sex"));
    if (sex && *sex != Sex::unknown && text_in(was, "sex") != text_in(next.content, "sex"))
        add_row(reading, section, base::danish("Køn før rettelsen"), say(reading, sex_name(*sex)));
    add_row(reading, section, base::danish("Adresse før rettelsen"), changed(address_in),
            Kind::narrative);
}

std::vector<AccessSection> history_section(const AccessReading& reading) {
    AccessSection section =
        section_with(reading, base::danish("Tidligere udgaver af oplysningerne om dig"),
                     base::danish("Rettet af medarbejdere i kommunen"), work_purpose);
    for (const std::vector<history::Version>& versions :
         person_versions(reading.connection, reading.vault, reading.warrant, reading.now))
        for (std::size_t i = 1; i < versions.size(); ++i)
            add_earlier(reading, section, versions[i], versions[i - 1]);
    return {section};
}

}  // namespace

std::string retention_words(const AccessReading& reading, std::string_view retention_class) {
    const auto* entry = reading.law.retention_class(retention_class, reading.today);
    if (!entry) return {};
    const bool is_danish = reading.language.code() == web::LanguageCode::danish;
    return (is_danish ? entry->text_da : entry->text_en) + ": " +
           reading.language.count("slettes efter {} dag", "slettes efter {} dage", entry->days);
}

std::vector<SubjectAccessSource> own_access_sources() {
    return {identity,     duty_section, consent_section,    relation_section, circle_section,
            work_section, note_section, disclosure_section, history_section};
}

AccessSection revealed_section(const AccessReading& reading,
                               const access::Warrant<access::PersonId>& revealing) {
    AccessSection section =
        section_with(reading, base::danish("Dit personnummer og din adresse"),
                     base::danish("Oplyst til eller af medarbejdere i kommunen"), work_purpose);
    const auto number = reveal_cpr(reading.connection, reading.vault, revealing, reading.now);
    if (number) add_row(reading, section, base::danish("Personnummer"), number->full());
    const auto address_row = [&](std::string_view label, const Address& address) {
        if (!address.empty())
            add_row(reading, section, label,
                    address.street + ", " + address.postal_code + " " + address.town);
    };
    const auto address = reveal_address(reading.connection, reading.vault, revealing, reading.now);
    if (address) address_row(base::danish("Adresse"), *address);
    const auto move = move_of(reading.connection, reading.vault, revealing, reading.now);
    if (move) add_row(reading, section, base::danish("Flyttet til"), move->to);
    for (const Address& earlier :
         earlier_protected_addresses(reading.connection, reading.vault, revealing, reading.now))
        address_row(base::danish("Tidligere adresse, som var beskyttet"), earlier);
    return section;
}

}  // namespace people
