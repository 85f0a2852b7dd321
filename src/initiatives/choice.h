#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "initiatives/catalogue.h"
#include "web/components/select_field.h"
#include "web/language.h"

// Choices for forms, made from the catalogue, in the visitor's language.
namespace initiatives {

// The initiatives in force in `year`, under their goals as that year words them, then those of
// older plans that nobody has ended; of year 0 all there are, in their latest words. The one with
// key `also` is among them whatever the year, so that an old record keeps its own.
std::vector<web::SelectOption> initiative_choices(const Catalogue& catalogue, int year,
                                                  const web::Language& language,
                                                  std::string_view also = {});

// The same for forms, written once for each year and language of the catalogue in use. Safe from
// any thread.
class KeptChoices {
  public:
    // From now on for this catalogue, which doesn't change any more.
    void begin(std::shared_ptr<const Catalogue> catalogue);
    // What initiative_choices() gives; made anew for another catalogue.
    std::shared_ptr<const web::ReadyOptions> initiatives(const Catalogue& catalogue, int year,
                                                         const web::Language& language,
                                                         std::string_view also = {});

  private:
    std::mutex mutex_;
    // All protected by mutex_.
    std::shared_ptr<const Catalogue> catalogue_;
    std::map<std::pair<int, web::LanguageCode>, std::shared_ptr<const web::ReadyOptions>> by_year_;
};

std::vector<web::SelectOption> district_choices(const Catalogue& catalogue,
                                                const web::Language& language);

// Units first, then partners: whom something may be referred to.
std::vector<web::SelectOption> referral_choices(const Catalogue& catalogue,
                                                const web::Language& language);

// The years the catalogue speaks of, with `today`'s and the one that is chosen (0: none), newest
// first.
std::vector<web::SelectOption> year_choices(const Catalogue& catalogue, int today, int chosen = 0);

// Names for keys, or the key itself when it is not in the catalogue (any more). Empty for an empty
// key.
std::string initiative_name(const Catalogue& catalogue, std::string_view key, int year,
                            const web::Language& language);
std::string district_name(const Catalogue& catalogue, std::string_view key,
                          const web::Language& language);
std::string referral_name(const Catalogue& catalogue, std::string_view key,
                          const web::Language& language);

// The keys that may be sent, in the catalogue's order.
std::vector<std::string> keys_of(const std::vector<Entry>& entries);
std::vector<std::string> initiative_keys(const Catalogue& catalogue);

// The values of choices, for checking what was sent.
std::vector<std::string> values_of(const std::vector<web::SelectOption>& choices);

}  // namespace initiatives
