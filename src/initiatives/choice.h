#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "initiatives/catalogue.h"
#include "web/components/select_field.h"
#include "web/html.h"
#include "web/language.h"

// Choices for forms, made from the catalogue, in the visitor's language.
namespace initiatives {

// The initiatives in force in `year`, under their goals as that year words them, then those of
// older plans that nobody has ended; of year 0 all there are, in their latest words. The one with
// key `also` is among them whatever the year, so that an old record keeps its own.
std::vector<web::SelectOption> initiative_choices(const Catalogue& catalogue, int year,
                                                  const web::Language& language,
                                                  std::string_view also = {});

// Pieces of pages that depend on nothing but the catalogue in use and what is named here, written
// once for all who need them. Safe from any thread.
class KeptPieces {
  public:
    // From now on for this catalogue, which doesn't change any more.
    void begin(std::shared_ptr<const Catalogue> catalogue);
    // What initiative_choices() gives, for each year and language; made anew for another catalogue.
    std::shared_ptr<const web::ReadyOptions> initiatives(const Catalogue& catalogue, int year,
                                                         const web::Language& language,
                                                         std::string_view also = {});
    // What `make` gives, which must be the same whenever the language and the `name` are.
    std::shared_ptr<const web::Html> html(const Catalogue& catalogue, const std::string& name,
                                          const web::Language& language,
                                          const std::function<web::Html()>& make);

  private:
    std::mutex mutex_;
    // All protected by mutex_.
    std::shared_ptr<const Catalogue> catalogue_;
    std::map<std::pair<int, web::LanguageCode>, std::shared_ptr<const web::ReadyOptions>> by_year_;
    std::map<std::pair<std::string, web::LanguageCode>, std::shared_ptr<const web::Html>> by_name_;
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

// Whether work of `year` may be registered under the initiative; an old record keeps its own
// (`kept`). Codes: choice (no such initiative), not_in_force.
base::Result<void> may_register_under(const Catalogue& catalogue, std::string_view key, int year,
                                      std::string_view kept = {});

// The keys that may be sent, in the catalogue's order.
std::vector<std::string> keys_of(const std::vector<Entry>& entries);
std::vector<std::string> initiative_keys(const Catalogue& catalogue);

// The values of choices, for checking what was sent.
std::vector<std::string> values_of(const std::vector<web::SelectOption>& choices);

}  // namespace initiatives
