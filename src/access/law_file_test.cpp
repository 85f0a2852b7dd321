#include "access/law_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "access/current_law.h"
#include "access/law_command.h"
#include "store/testing/temporary_folder.h"

namespace {

using namespace access;
using organisation::AgencyKind;
using organisation::ForumKind;

const base::Date today = base::date_of(2026, 11, 21);

Law built_in() {
    ReadLaw read = read_law(built_in_law_files());
    for (const formats::Mistake& mistake : read.mistakes) {
        FAIL_CHECK(formats::place_of(mistake) << mistake.error.code);
    }
    return std::move(read.law);
}

// The first text replaced by the other in one file, which must have it.
LawFiles changed(const std::string& file, const std::string& from, const std::string& to) {
    LawFiles files = built_in_law_files();
    std::string& text = files.at(file);
    const std::size_t place = text.find(from);
    REQUIRE(place != std::string::npos);
    text.replace(place, from.size(), to);
    return files;
}

std::string mistakes_of(const LawFiles& files) {
    std::string all;
    for (const formats::Mistake& mistake : read_law(files).mistakes) {
        all += formats::place_of(mistake) + mistake.error.code + "\n";
    }
    return all;
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("the law of the program has every basis, purpose, forum and number") {
    const Law law = built_in();
    for (const char* code :
         {"RPL115_1_1", "RPL115_1_2", "RPL115_1_3A", "RPL115_1_3B", "RPL115_1_3C", "RPL115_3",
          "CONSENT",    "FVL28_2_1",  "FVL28_2_2",   "FVL28_2_3",   "DBL8_2_1",    "DBL8_2_2",
          "DBL8_2_3",   "DBL8_2_4",   "BL133",       "BL135",       "BL18",        "BL19",
          "BL20",       "UKL13",      "UKL14",       "UKL31",       "SUL43_1",     "SUL43_2_1",
          "SUL43_2_2",  "ABL63D",     "GENERAL"}) {
        CAPTURE(code);
        CHECK(law.basis(code, today) != nullptr);
    }
    for (const Purpose purpose : all_purposes()) {
        CAPTURE(purpose_code(purpose));
        const PurposeEntry* entry = law.purpose(purpose, today);
        REQUIRE(entry != nullptr);
        CHECK(entry->text_da == purpose_name(purpose));
        CHECK(law.basis(entry->basis, today) != nullptr);
        CHECK_FALSE(entry->agencies.empty());
    }
    for (const ForumKind kind : organisation::all_forum_kinds()) {
        CHECK(law.forum(kind, today) != nullptr);
    }
    CHECK(law.data_classes.size() == all_data_classes().size());
    CHECK(law.age("party", today) == 10);
    CHECK(law.age("party", base::date_of(2023, 12, 31)) == std::nullopt);
    CHECK(law.limit("necessity_characters", today) >= 10);
    CHECK(law.retention_class("ssp_meeting_list", today)->days == 30);
}

TEST_CASE("the law of the program keeps agencies apart") {
    const Law law = built_in();
    const auto sits = [&](ForumKind forum, AgencyKind kind) {
        organisation::Agency agency;
        agency.kind = kind;
        return may_sit(*law.forum(forum, today), agency);
    };
    for (const ForumKind forum : {ForumKind::ssp, ForumKind::psp, ForumKind::ksp}) {
        CHECK(sits(forum, AgencyKind::municipality));
        CHECK(sits(forum, AgencyKind::police));
        CHECK_FALSE(sits(forum, AgencyKind::housing_association));
        CHECK_FALSE(sits(forum, AgencyKind::association));
        CHECK_FALSE(sits(forum, AgencyKind::business));
    }
    CHECK(sits(ForumKind::psp, AgencyKind::psychiatry));
    CHECK_FALSE(sits(ForumKind::ssp, AgencyKind::psychiatry));
    CHECK_FALSE(sits(ForumKind::ssp, AgencyKind::prison_service));
    CHECK_FALSE(law.forum(ForumKind::general, today)->exchanges_personal_data);
    // No basis opens a special class without being meant to, and letter c is from 2016.
    for (const LegalBasis& basis : law.bases) {
        CAPTURE(basis.code);
        CHECK(basis.opens.has(DataClass::offence) == basis.code.starts_with("DBL8"));
        CHECK(basis.opens.has(DataClass::health) == basis.code.starts_with("SUL43"));
    }
    CHECK(law.basis("RPL115_1_3C", base::date_of(2016, 2, 29)) == nullptr);
    CHECK(law.basis("RPL115_1_3C", base::date_of(2016, 3, 1)) != nullptr);
}

TEST_CASE("what no source confirms is marked") {
    const Law law = built_in();
    const std::vector<std::string> leads = unconfirmed(law);
    const auto is_lead = [&](std::string_view begin) {
        return std::any_of(leads.begin(), leads.end(),
                           [&](const std::string& lead) { return lead.starts_with(begin); });
    };
    CHECK(is_lead("legal_bases.yaml: BL133 "));
    CHECK(is_lead("retention.yaml: ssp_case "));
    CHECK_FALSE(is_lead("legal_bases.yaml: RPL115_1_1 "));
}

TEST_CASE("every mistake has its file, line and field") {
    CHECK(mistakes_of(changed("legal_bases.yaml", "code: RPL115_1_1", "code: \"\"")) ==
          "legal_bases.yaml:3: legal_bases[1].code: required\n"
          "purposes.yaml:38: purposes[4].basis: unknown_basis\n");
}

TEST_CASE("a purpose says how long its work is kept, with line and field where it doesn't") {
    const Law law = built_in();
    const auto class_of = [&](Purpose purpose) {
        return law.purpose(purpose, today)->retention_class;
    };
    CHECK(class_of(Purpose::concern) == "concern_without_case");
    CHECK(class_of(Purpose::exit_help) == "exit_case");
    CHECK(class_of(Purpose::mentoring) == "mentoring_course");
    CHECK(class_of(Purpose::ssp) == "ssp_case");
    for (const Purpose purpose : all_purposes()) {
        CAPTURE(purpose_code(purpose));
        CHECK(law.retention_class(class_of(purpose), today) != nullptr);
    }
    CHECK(mistakes_of(changed("purposes.yaml", "retention_class: concern_without_case",
                              "retention_class: gone")) ==
          "purposes.yaml:21: purposes[2].retention_class: unknown_retention_class\n");
    // A class that never held at the same time as the purpose is none.
    CHECK(mistakes_of(changed("retention.yaml",
                              "text_en: \"Exit course\"\n    valid_from: 2024-01-01",
                              "text_en: \"Exit course\"\n    valid_to: 2024-01-01"))
              .find("unknown_retention_class") != std::string::npos);
}

TEST_CASE("mistakes of every kind are found") {
    struct Wrong {
        std::string file;
        std::string from;
        std::string to;
        std::string code;
    };
    const std::vector<Wrong> all = {
        {"legal_bases.yaml", "allowed_forums: [ssp]", "allowed_forums: [sspp]", "unknown_code"},
        {"legal_bases.yaml", "valid_from: 2005-01-01", "valid_from: 2005-13-01", "day_expected"},
        {"legal_bases.yaml", "needs_consent: no", "needs_consent: maybe", "yes_or_no"},
        {"legal_bases.yaml", "    confirmed: yes\n", "", "required"},
        {"legal_bases.yaml", "max_age: 17", "max_age: 9", "empty_ages"},
        {"legal_bases.yaml", "max_age: 17", "max_age: many", "number_range"},
        {"legal_bases.yaml", "code: RPL115_1_2", "code: RPL115_1_1", "doubled"},
        {"legal_bases.yaml", "may_be_refused: yes", "may_be_refused: yes\n    score: 3",
         "unknown_field"},
        {"purposes.yaml", "basis: BL20", "basis: BL99", "unknown_basis"},
        {"purposes.yaml", "purpose: support", "purpose: investigation", "R06"},
        {"purposes.yaml", "purpose: support", "purpose: efterforskning", "R06"},
        {"purposes.yaml", "purpose: support", "purpose: curiosity", "unknown_code"},
        {"purposes.yaml", "agencies: [municipality]", "agencies: municipality", "list_expected"},
        {"purposes.yaml", "data_classes: [open", "data_classes: [secret", "unknown_code"},
        {"purposes.yaml", "    retention_class: ssp_case\n", "", "required"},
        {"purposes.yaml", "retention_class: ssp_case", "retention_class: ssp_cases",
         "unknown_retention_class"},
        {"forums.yaml", "kind: psp", "kind: ssp", "doubled"},
        {"forums.yaml", "RPL115_1_3A, ", "RPL115_1_3X, ", "unknown_basis"},
        {"ages.yaml", "years: 10", "years: -1", "number_range"},
        {"limits.yaml", "key: breach_hours", "key: breach_minutes", "limit_missing"},
        {"limits.yaml", "value: 72", "value: 72\n    valid_to: 2030-01-01", "limit_missing"},
        {"retention.yaml", "period: P30D", "period: 30", "period"},
        {"retention.yaml", "period: P30D", "period: P0D", "period"},
        {"data_classes.yaml", "data_class: cpr", "data_class: health", "doubled"},
    };
    for (const Wrong& wrong : all) {
        CAPTURE(wrong.to);
        const std::string mistakes = mistakes_of(changed(wrong.file, wrong.from, wrong.to));
        CAPTURE(mistakes);
        CHECK(mistakes.find(wrong.file) == 0);
        CHECK(mistakes.find(": " + wrong.code + "\n") != std::string::npos);
    }
    LawFiles missing = built_in_law_files();
    missing.erase("ages.yaml");
    CHECK(mistakes_of(missing) == "ages.yaml: file_missing\n");
}

TEST_CASE("a corrected file is in force without a new start; a broken one changes nothing") {
    using namespace std::chrono_literals;
    const store::TemporaryFolder folder;
    const web::Language danish(web::LanguageCode::danish);
    std::ostringstream out;
    CHECK(export_law(folder.path(), danish, out) == 0);
    CHECK(export_law(folder.path(), danish, out) == 1);
    std::vector<std::string> log;
    auto opened =
        CurrentLaw::open(folder.path(), [&](std::string_view line) { log.emplace_back(line); });
    REQUIRE(opened.ok());
    CurrentLaw& law = **opened;
    base::Instant now{std::chrono::hours(1000)};
    const LawPointer first = law.get(now);
    CHECK(*first == built_in());

    const LawFiles raised = changed("limits.yaml", "value: 20", "value: 30");
    write(folder / "limits.yaml", raised.at("limits.yaml"));
    CHECK(law.get(now + 9s) == first);
    const LawPointer second = law.get(now + 10s);
    CHECK(second->limit("necessity_characters", today) == 30);
    CHECK(first->limit("necessity_characters", today) == 20);
    CHECK(log == std::vector<std::string>{"law read again"});

    write(folder / "limits.yaml", "limits: nothing");
    CHECK(law.get(now + 20s) == second);
    REQUIRE(log.size() == 2);
    CHECK(log[1] == "law unchanged mistake=\"limits.yaml:1: limits: list_expected\"");
    CHECK(law.get(now + 30s) == second);
    CHECK(log.size() == 2);  // said once
    out.str("");
    CHECK(check_law(folder.path(), danish, out) == 1);
    CHECK(out.str().find("limits.yaml:1: limits: Forventet: en liste.") == 0);
    CHECK_FALSE(CurrentLaw::open(folder.path(), [](std::string_view) {}).ok());
    CHECK_FALSE(CurrentLaw::open(folder / "nowhere", [](std::string_view) {}).ok());
    out.str("");
    CHECK(check_law({}, danish, out) == 0);
    CHECK(out.str().find("legal_bases.yaml: BL133") != std::string::npos);
}
