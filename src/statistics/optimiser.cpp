#include "statistics/optimiser.h"

#include <dlfcn.h>
#include <nlopt.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "statistics/refusals.h"

namespace statistics {
namespace {

// Loaded with the first search: the program starts without it, and most runs never need it.
struct Library {
    decltype(&nlopt_create) create;
    decltype(&nlopt_destroy) destroy;
    decltype(&nlopt_set_min_objective) set_objective;
    decltype(&nlopt_set_lower_bounds) set_lower;
    decltype(&nlopt_set_upper_bounds) set_upper;
    decltype(&nlopt_set_initial_step) set_step;
    decltype(&nlopt_set_xtol_rel) set_tolerance;
    decltype(&nlopt_set_ftol_rel) set_value_tolerance;
    decltype(&nlopt_set_maxeval) set_most_evaluations;
    decltype(&nlopt_optimize) optimise;
};

template <class Function>
bool find(void* loaded, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(loaded, name));
    return function != nullptr;
}

std::optional<Library> load() {
    void* loaded = ::dlopen("libnlopt.so.0", RTLD_NOW | RTLD_LOCAL);  // stays until the end
    Library library{};
    if (loaded == nullptr || !find(loaded, "nlopt_create", library.create) ||
        !find(loaded, "nlopt_destroy", library.destroy) ||
        !find(loaded, "nlopt_set_min_objective", library.set_objective) ||
        !find(loaded, "nlopt_set_lower_bounds", library.set_lower) ||
        !find(loaded, "nlopt_set_upper_bounds", library.set_upper) ||
        !find(loaded, "nlopt_set_initial_step", library.set_step) ||
        !find(loaded, "nlopt_set_xtol_rel", library.set_tolerance) ||
        !find(loaded, "nlopt_set_ftol_rel", library.set_value_tolerance) ||
        !find(loaded, "nlopt_set_maxeval", library.set_most_evaluations) ||
        !find(loaded, "nlopt_optimize", library.optimise))
        return std::nullopt;
    return library;
}

const std::optional<Library>& library() {
    static const std::optional<Library> loaded = load();
    return loaded;
}

// The library is C: an exception must not pass through it, so a value that isn't a number becomes
// infinity and an exception waits here until the search is over.
struct Question {
    const Objective& objective;
    std::exception_ptr failure;
    std::size_t evaluations = 0;
};

double ask(unsigned count, const double* at, double*, void* data) {
    auto& question = *static_cast<Question*>(data);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (question.failure) return infinity;
    ++question.evaluations;
    try {
        const double value = question.objective(std::vector<double>(at, at + count));
        return std::isnan(value) ? infinity : value;
    } catch (...) {
        question.failure = std::current_exception();
        return infinity;
    }
}

bool outside_bounds(const std::vector<double>& start, const Search& search) {
    for (std::size_t at = 0; at < start.size(); ++at)
        if ((!search.lower.empty() && start[at] < search.lower[at]) ||
            (!search.upper.empty() && start[at] > search.upper[at]))
            return true;
    return false;
}

base::Result<Minimum> minimise(nlopt_algorithm algorithm, const Objective& objective,
                               std::vector<double> start, const Search& search) {
    if (start.empty()) return base::refuse("no_variables", "Der er intet at søge efter.");
    if (outside_bounds(start, search))
        return base::refuse("outside_bounds", "Søgningen begynder uden for sine grænser.");
    const auto& use = library();
    if (!use)
        return base::refuse("no_optimiser",
                            "Biblioteket libnlopt mangler på maskinen (pakken libnlopt0).");
    const std::unique_ptr<nlopt_opt_s, decltype(use->destroy)> run(
        use->create(algorithm, static_cast<unsigned>(start.size())), use->destroy);
    Question question{objective, nullptr};
    use->set_objective(run.get(), ask, &question);
    if (!search.lower.empty()) use->set_lower(run.get(), search.lower.data());
    if (!search.upper.empty()) use->set_upper(run.get(), search.upper.data());
    if (!search.first_step.empty()) use->set_step(run.get(), search.first_step.data());
    use->set_tolerance(run.get(), search.relative_tolerance);
    use->set_value_tolerance(run.get(), search.relative_tolerance);
    use->set_most_evaluations(run.get(), static_cast<int>(search.most_evaluations));
    Minimum found;
    const nlopt_result result = use->optimise(run.get(), start.data(), &found.value);
    if (question.failure) std::rethrow_exception(question.failure);
    if (result < 0 && result != NLOPT_ROUNDOFF_LIMITED) return not_converged("minimum");
    found.converged = result != NLOPT_MAXEVAL_REACHED;
    found.evaluations = question.evaluations;
    found.at = std::move(start);
    return found;
}

}  // namespace

base::Result<Minimum> minimise_smooth(const Objective& objective, std::vector<double> start,
                                      const Search& search) {
    const auto algorithm = start.size() > 1 ? NLOPT_LN_BOBYQA : NLOPT_LN_NELDERMEAD;
    return minimise(algorithm, objective, std::move(start), search);
}

base::Result<Minimum> minimise_by_simplex(const Objective& objective, std::vector<double> start,
                                          const Search& search) {
    return minimise(NLOPT_LN_NELDERMEAD, objective, std::move(start), search);
}

}  // namespace statistics
