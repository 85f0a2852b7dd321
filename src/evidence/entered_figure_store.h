#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "evidence/entered_figure.h"
#include "store/database.h"

namespace evidence {

struct Changer {
    std::int64_t account_id = 0;
    base::Instant now{};
};

// Every change writes the figure and its version; the trail is the caller's.

// Returns the new id. There must be none yet for the same initiative, figure and year.
std::int64_t add_entered_figure(store::WriteTransaction& transaction, const EnteredFigure& figure,
                                const Changer& changer);
// `figure.version` is the version the change is based on. Refused with "version_conflict" when it
// has moved on, "not_found" when there is none.
base::Result<void> change_entered_figure(store::WriteTransaction& transaction,
                                         const EnteredFigure& figure, const Changer& changer,
                                         history::Change change);

std::optional<EnteredFigure> find_entered_figure(store::Connection& connection, std::int64_t id);
// Also a deleted one.
std::optional<EnteredFigure> entered_figure_of(store::Connection& connection,
                                               const std::string& initiative,
                                               const std::string& figure, int year);
// Those that stand, by figure, the newest year first.
std::vector<EnteredFigure> entered_figures_of(store::Connection& connection,
                                              const std::string& initiative);
// All that stand of a year, by initiative and figure.
std::vector<EnteredFigure> entered_figures_in(store::Connection& connection, int year);
// Whether any was entered, also a deleted one.
bool figures_entered_for(store::Connection& connection, const std::string& initiative);

}  // namespace evidence
