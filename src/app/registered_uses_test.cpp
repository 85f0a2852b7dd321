#include "app/registered_uses.h"

#include <doctest/doctest.h>

#include "activities/activity_store.h"
#include "activities/enquiry_store.h"
#include "evidence/entered_figure_store.h"
#include "initiatives/testing/accounts.h"
#include "initiatives/testing/catalogue_database.h"
#include "initiatives/testing/sample_catalogue.h"
#include "places/observation_store.h"

namespace {

const base::Instant now = base::parse_instant("2024-11-12T10:00:00Z").value();

struct Registered {
    initiatives::testing::CatalogueDatabase database;
    std::int64_t account = 0;

    Registered() {
        database.import(initiatives::testing::sample_files(), now);
        account =
            initiatives::testing::add_account(*database, "koordinator", access::Role::coordinator);
    }
    std::size_t uses(std::string_view list, const std::string& key) {
        const web::Language danish(web::LanguageCode::danish);
        store::ReadTransaction reading = database->read();
        return app::registered_uses(reading, list, key, danish).size();
    }
    bool initiative_is_used(std::string_view key) {
        store::ReadTransaction reading = database->read();
        return app::initiative_is_used(reading, key);
    }
};

}  // namespace

TEST_CASE("what was registered names its initiative, district, partner and unit") {
    Registered world;
    for (const char* key : {"street_work", "leisure_pass", "safety_walks"}) {
        CHECK(world.uses("initiatives", key) == 0);
        CHECK_FALSE(world.initiative_is_used(key));
    }
    {
        store::WriteTransaction writing = world.database->write();
        places::Observation seen;
        seen.district = "north_park";
        seen.observed_at = {base::date_of(2024, 11, 1), 600};
        seen.text = "En lampe.";
        seen.initiative = "street_work";
        places::add_observation(writing, seen, {world.account, now});
        activities::Enquiry asked;
        asked.initiative = "street_work";
        asked.received_at = {base::date_of(2024, 11, 1), 600};
        asked.question = "Hvem passer stien?";
        asked.district = "town_centre";
        asked.referred_to = "housing_companies";
        activities::add_enquiry(writing, asked, {world.account, now});
        evidence::EnteredFigure figure;
        figure.initiative = "leisure_pass";
        figure.figure = "granted";
        figure.year = 2024;
        figure.data_date = base::date_of(2024, 11, 1);
        figure.note = "Listen";
        evidence::add_entered_figure(writing, figure, {world.account, now});
        writing.commit();
    }
    CHECK(world.uses("initiatives", "street_work") == 2);
    CHECK(world.uses("initiatives", "leisure_pass") == 1);
    CHECK(world.initiative_is_used("leisure_pass"));
    CHECK_FALSE(world.initiative_is_used("safety_walks"));
    CHECK(world.uses("districts", "north_park") == 1);
    CHECK(world.uses("districts", "town_centre") == 1);
    CHECK(world.uses("partners", "housing_companies") == 1);
    CHECK(world.uses("partners", "local_police") == 0);
    // Partners and units may be referred to alike; the same key in another list is another thing.
    CHECK(world.uses("units", "council") == 0);
    CHECK(world.uses("glossary", "ssp") == 0);
}
