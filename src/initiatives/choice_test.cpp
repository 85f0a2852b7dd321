#include "initiatives/choice.h"

#include <doctest/doctest.h>

#include <utility>

#include "initiatives/testing/sample_catalogue.h"

using namespace initiatives;

namespace {

using Keys = std::vector<std::string>;

// An older initiative whose end nobody wrote down.
Catalogue with_open_end() {
    Catalogue catalogue = testing::sample_catalogue();
    for (Initiative& initiative : catalogue.initiatives) {
        if (initiative.key != "safety_walks") continue;
        initiative.editions[0].end = {};
        initiative.editions[0].status = {{2014, Status::in_progress}};
    }
    return catalogue;
}

Keys chosen(const Catalogue& catalogue, int year, std::string_view also = {}) {
    const web::Language danish(web::LanguageCode::danish);
    return values_of(initiative_choices(catalogue, year, danish, also));
}

}  // namespace

TEST_CASE(
    "a form offers what is in force that year, what nobody ended, and what a record already says") {
    const Catalogue catalogue = with_open_end();
    CHECK(chosen(catalogue, 2014) == Keys{"safety_walks", "street_work"});
    CHECK(chosen(catalogue, 2020) == Keys{"safety_walks", "street_work"});
    CHECK(chosen(catalogue, 2024) == Keys{"street_work", "leisure_pass", "safety_walks"});
    CHECK(chosen(catalogue, 2026) == Keys{"leisure_pass", "safety_walks"});
    CHECK(chosen(testing::sample_catalogue(), 2024) == Keys{"street_work", "leisure_pass"});
    CHECK(chosen(catalogue, 2013).empty());
    CHECK(chosen(catalogue, 2024, "safety_walks") ==
          Keys{"safety_walks", "street_work", "leisure_pass"});
}

TEST_CASE("of no year in particular every initiative can be found") {
    CHECK(chosen(with_open_end(), 0) == Keys{"safety_walks", "street_work", "leisure_pass"});
}

TEST_CASE("kept choices are those of the catalogue in use, and follow it") {
    const web::Language danish(web::LanguageCode::danish);
    const auto html = [&](const std::shared_ptr<const web::ReadyOptions>& options) {
        web::Html written;
        options->add_to(written, "leisure_pass");
        return std::move(written).markup();
    };
    const auto fresh = [&](const Catalogue& catalogue, int year, std::string_view also = {}) {
        return html(std::make_shared<const web::ReadyOptions>(
            initiative_choices(catalogue, year, danish, also)));
    };
    const auto first = std::make_shared<const Catalogue>(testing::sample_catalogue());
    const auto second = std::make_shared<const Catalogue>(with_open_end());
    KeptPieces kept;
    kept.begin(first);
    const auto once = kept.initiatives(*first, 2024, danish);
    CHECK(kept.initiatives(*first, 2024, danish) == once);
    CHECK(html(once) == fresh(*first, 2024));
    CHECK(html(kept.initiatives(*first, 2024, danish, "safety_walks")) ==
          fresh(*first, 2024, "safety_walks"));
    CHECK(html(kept.initiatives(*second, 2024, danish)) == fresh(*second, 2024));
    kept.begin(second);
    CHECK(html(kept.initiatives(*second, 2024, danish)) == fresh(*second, 2024));
    for (int year = 1900; year < 2000; ++year)
        CHECK(html(kept.initiatives(*second, year, danish)) == fresh(*second, year));
}

TEST_CASE("years: those of the catalogue, today's and the chosen one, newest first, each once") {
    const Catalogue catalogue = testing::sample_catalogue();
    CHECK(values_of(year_choices(catalogue, 2026)) == Keys{"2026", "2025", "2024", "2016", "2014"});
    CHECK(values_of(year_choices(catalogue, 2024)) == Keys{"2025", "2024", "2016", "2014"});
    CHECK(values_of(year_choices(catalogue, 2024, 2019)) ==
          Keys{"2025", "2024", "2019", "2016", "2014"});
}

TEST_CASE("the keys that may be sent are all of the list's") {
    const Catalogue catalogue = testing::sample_catalogue();
    CHECK(keys_of(catalogue.districts) == Keys{"town_centre", "north_park"});
    CHECK(initiative_keys(catalogue) == Keys{"leisure_pass", "safety_walks", "street_work"});
}
