#include "statistics/design.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <set>

#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] == '(') ++depth;
        if (i < text.size() && text[i] == ')') --depth;
        if (i < text.size() && (text[i] != at || depth > 0)) continue;
        parts.push_back(trimmed(text.substr(begin, i - begin)));
        begin = i + 1;
    }
    return parts;
}

// All products of some of these parts, the shorter first: what a*b*c stands for.
std::vector<std::string> crossed(const std::vector<std::string>& parts) {
    std::vector<std::string> products;
    for (std::size_t size = 1; size <= parts.size(); ++size)
        for (std::size_t chosen = 1; chosen < (std::size_t{1} << parts.size()); ++chosen) {
            std::string product;
            std::size_t count = 0;
            for (std::size_t i = 0; i < parts.size(); ++i)
                if (chosen >> i & 1) {
                    product += (product.empty() ? "" : ":") + parts[i];
                    ++count;
                }
            if (count == size) products.push_back(product);
        }
    return products;
}

bool read_number(const std::string& text, double& number) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size();
}

// Values of the four cubic B-splines that aren't 0 at x, with their order of derivative, by the
// recursion of de Boor (1978). `all` holds every knot, the boundaries four times.
std::vector<double> spline_row(const std::vector<double>& all, double x, int derivative) {
    const std::size_t count = all.size() - 4;
    std::vector<std::vector<double>> basis(4, std::vector<double>(all.size() - 1, 0.0));
    std::size_t interval = 3;
    while (interval + 1 < count && x >= all[interval + 1]) ++interval;
    basis[0][interval] = 1;
    const auto part = [](double top, double bottom) { return bottom > 0 ? top / bottom : 0; };
    for (std::size_t degree = 1; degree < 4; ++degree)
        for (std::size_t i = 0; i + degree + 1 < all.size(); ++i) {
            const double left = all[i + degree] - all[i];
            const double right = all[i + degree + 1] - all[i + 1];
            const bool differentiate = static_cast<int>(degree) > 3 - derivative;
            const double factor = static_cast<double>(degree);
            basis[degree][i] =
                differentiate
                    ? part(factor * basis[degree - 1][i], left) -
                          part(factor * basis[degree - 1][i + 1], right)
                    : part((x - all[i]) * basis[degree - 1][i], left) +
                          part((all[i + degree + 1] - x) * basis[degree - 1][i + 1], right);
        }
    return {basis[3].begin(), basis[3].begin() + static_cast<std::ptrdiff_t>(count)};
}

// Beyond a boundary the spline goes on as a straight line.
std::vector<double> extended_row(const std::vector<double>& all, double x) {
    const double lower = all.front(), upper = all.back();
    const double at = std::clamp(x, lower, upper);
    std::vector<double> row = spline_row(all, at, 0);
    if (x != at) {
        const std::vector<double> slope = spline_row(all, at, 1);
        for (std::size_t i = 0; i < row.size(); ++i) row[i] += slope[i] * (x - at);
    }
    return row;
}

// Householder vectors of the two constraints "no curvature at the ends", applied to rows as R's ns
// does, so that the columns are the same and not only their span.
std::vector<std::vector<double>> end_reflectors(const std::vector<double>& all) {
    std::vector<std::vector<double>> reflectors;
    for (const double end : {all.front(), all.back()}) {
        std::vector<double> constraint = spline_row(all, end, 2);
        constraint.erase(constraint.begin());
        for (const auto& earlier : reflectors) {
            double dot = 0;
            for (std::size_t i = 0; i < earlier.size(); ++i) dot += earlier[i] * constraint[i];
            for (std::size_t i = 0; i < earlier.size(); ++i) constraint[i] -= 2 * dot * earlier[i];
        }
        for (std::size_t i = 0; i < reflectors.size(); ++i) constraint[i] = 0;
        double length = 0;
        for (const double value : constraint) length += value * value;
        length = std::sqrt(length);
        double& first = constraint[reflectors.size()];
        first += first < 0 ? -length : length;
        double norm = 0;
        for (const double value : constraint) norm += value * value;
        for (double& value : constraint) value /= std::sqrt(norm);
        reflectors.push_back(std::move(constraint));
    }
    return reflectors;
}

}  // namespace

double quantile_of_sorted(const std::vector<double>& sorted, double probability) {
    const double at = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(at));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Matrix natural_spline(const std::vector<double>& x, const std::vector<double>& knots) {
    const double lower = knots[knots.size() - 2], upper = knots.back();
    std::vector<double> all(4, lower);
    all.insert(all.end(), knots.begin(), knots.end() - 2);
    all.insert(all.end(), 4, upper);
    const auto reflectors = end_reflectors(all);
    const std::size_t columns = knots.size() - 1;
    Matrix basis(x.size(), columns);
    for (std::size_t row = 0; row < x.size(); ++row) {
        std::vector<double> values = extended_row(all, x[row]);
        values.erase(values.begin());
        for (const auto& reflector : reflectors) {
            double dot = 0;
            for (std::size_t i = 0; i < values.size(); ++i) dot += reflector[i] * values[i];
            for (std::size_t i = 0; i < values.size(); ++i) values[i] -= 2 * dot * reflector[i];
        }
        for (std::size_t i = 0; i < columns; ++i) basis(row, i) = values[i + 2];
    }
    return basis;
}

base::Result<std::vector<DesignPlan::Term>> DesignPlan::parse(const DesignRequest& request) {
    std::vector<std::string> names;
    for (const std::string& written : request.terms)
        for (std::string& product : crossed(split(written, '*')))
            if (std::find(names.begin(), names.end(), product) == names.end())
                names.push_back(std::move(product));
    std::vector<Term> terms;
    for (const std::string& name : names) {
        Term term{name, {}};
        for (const std::string& part : split(name, ':')) {
            const std::size_t bracket = part.find('(');
            if (part.empty()) return bad_expression(name, part);
            if (bracket == std::string::npos) {
                term.parts.push_back({part, Part::Kind::number, {}});
                continue;
            }
            const std::string function = part.substr(0, bracket);
            const auto arguments =
                split(std::string_view(part).substr(bracket + 1, part.size() - bracket - 2), ',');
            Part read{
                arguments[0], function == "ns" ? Part::Kind::spline : Part::Kind::harmonics, {}};
            for (std::size_t i = 1; i < arguments.size(); ++i) {
                read.parameters.push_back(0);
                if (!read_number(arguments[i], read.parameters.back()) ||
                    !(read.parameters.back() > 0))
                    return bad_expression(part, arguments[i]);
            }
            const std::size_t needed = function == "ns" ? 1 : 2;
            if ((function != "ns" && function != "harmonics") || !part.ends_with(')') ||
                read.parameters.size() != needed)
                return bad_expression(name, part);
            term.parts.push_back(std::move(read));
        }
        terms.push_back(std::move(term));
    }
    std::stable_sort(terms.begin(), terms.end(), [](const Term& left, const Term& right) {
        return left.parts.size() < right.parts.size();
    });
    return terms;
}

base::Result<std::vector<std::string>> DesignPlan::variables(const DesignRequest& request) {
    const auto terms = parse(request);
    if (!terms) return terms.error();
    std::vector<std::string> names;
    for (const Term& term : *terms)
        for (const Part& part : term.parts)
            if (std::find(names.begin(), names.end(), part.variable) == names.end())
                names.push_back(part.variable);
    return names;
}

base::Result<DesignPlan> DesignPlan::make(const DesignRequest& request, const DataFrame& frame) {
    auto terms = parse(request);
    if (!terms) return terms.error();
    DesignPlan plan;
    plan.intercept_ = request.intercept;
    for (Term& term : *terms) {
        const base::Result<void> learned = plan.learn(term, request, frame);
        if (!learned) return learned.error();
    }
    plan.terms_ = std::move(*terms);
    return plan;
}

base::Result<void> DesignPlan::learn(Term& term, const DesignRequest& request,
                                     const DataFrame& frame) {
    for (Part& part : term.parts) {
        const Column* column = frame.find(part.variable);
        if (!column) return unknown_variable(part.variable);
        const auto factor = request.factors.find(part.variable);
        const Groups groups = groups_of(*column);
        if (groups.names.size() < 2) return constant_variable(part.variable);
        if (part.kind == Part::Kind::spline) {
            if (column->categorical()) return not_numeric(part.variable, column->labels.front());
            const double asked = part.parameters[0];
            if (asked != std::floor(asked)) return outside("ns", "1, 2 …");
            if (!(asked < static_cast<double>(groups.names.size())))
                return too_few(part.variable, groups.names.size(), groups.names.size() + 1);
            const auto degrees = static_cast<std::size_t>(asked);
            if (groups.names.size() <= degrees)
                return too_few(part.variable, groups.names.size(), degrees + 1);
            std::vector<double> sorted = column->values;
            std::sort(sorted.begin(), sorted.end());
            part.parameters.clear();
            for (std::size_t knot = 1; knot < degrees; ++knot)
                part.parameters.push_back(quantile_of_sorted(
                    sorted, static_cast<double>(knot) / static_cast<double>(degrees)));
            part.parameters.push_back(sorted.front());
            part.parameters.push_back(sorted.back());
        } else if (part.kind == Part::Kind::harmonics) {
            if (column->categorical()) return not_numeric(part.variable, column->labels.front());
            const double waves = part.parameters[1];
            if (waves != std::floor(waves)) return outside("harmonics", "1, 2 …");
            if (2 * waves > static_cast<double>(frame.rows()))
                return too_few(part.variable, frame.rows(),
                               static_cast<std::size_t>(2 * std::min(waves, 1e9)));
        } else if (column->categorical() || factor != request.factors.end()) {
            part.kind = Part::Kind::factor;
            std::vector<std::string> levels = groups.names;
            if (factor != request.factors.end()) {
                if (!factor->second.levels.empty()) {
                    levels.clear();
                    for (const std::string& level : factor->second.levels)
                        if (std::find(groups.names.begin(), groups.names.end(), level) !=
                            groups.names.end())
                            levels.push_back(level);
                }
                const std::string& reference = factor->second.reference;
                const auto at = std::find(levels.begin(), levels.end(), reference);
                if (!reference.empty() && at == levels.end())
                    return not_a_case(part.variable, reference, groups.names.front());
                if (!reference.empty()) std::rotate(levels.begin(), at, at + 1);
            }
            levels_[part.variable] = std::move(levels);
        }
    }
    return {};
}

bool DesignPlan::has_reference(const Term& term, std::size_t part) const {
    std::set<std::string> rest;
    for (std::size_t i = 0; i < term.parts.size(); ++i)
        if (i != part) rest.insert(term.parts[i].variable);
    if (rest.empty()) {
        if (intercept_) return true;
        // Without an intercept the first factor has a column for each category.
        for (const Term& other : terms_)
            if (other.parts.size() == 1 && other.parts[0].kind == Part::Kind::factor)
                return other.name != term.name;
        return true;
    }
    return std::any_of(terms_.begin(), terms_.end(), [&](const Term& other) {
        std::set<std::string> variables;
        for (const Part& each : other.parts) variables.insert(each.variable);
        return variables == rest;
    });
}

base::Result<Design> DesignPlan::columns_of(const Term& term, std::size_t index,
                                            const DataFrame& frame) const {
    const Part& part = term.parts[index];
    const Column* column = frame.find(part.variable);
    if (!column) return unknown_variable(part.variable);
    Design design;
    if (part.kind == Part::Kind::number) {
        if (column->categorical()) return not_numeric(part.variable, column->labels.front());
        design.x = Matrix(frame.rows(), 1);
        std::copy(column->values.begin(), column->values.end(), design.x.data());
        design.names = {part.variable};
    } else if (part.kind == Part::Kind::spline) {
        design.x = natural_spline(column->values, part.parameters);
        for (std::size_t i = 0; i < design.x.columns(); ++i)
            design.names.push_back("ns(" + part.variable + ")" + std::to_string(i + 1));
    } else if (part.kind == Part::Kind::harmonics) {
        const auto waves = static_cast<std::size_t>(part.parameters[1]);
        design.x = Matrix(frame.rows(), 2 * waves);
        for (std::size_t wave = 0; wave < waves; ++wave)
            for (std::size_t row = 0; row < frame.rows(); ++row) {
                const double angle = 2 * std::numbers::pi * static_cast<double>(wave + 1) *
                                     column->values[row] / part.parameters[0];
                design.x(row, 2 * wave) = std::sin(angle);
                design.x(row, 2 * wave + 1) = std::cos(angle);
            }
        for (std::size_t i = 0; i < 2 * waves; ++i)
            design.names.push_back("H" + std::to_string(i + 1));
    } else {
        const std::vector<std::string>& levels = levels_.at(part.variable);
        const std::size_t skipped = has_reference(term, index) ? 1 : 0;
        design.x = Matrix(frame.rows(), levels.size() - skipped);
        for (std::size_t row = 0; row < frame.rows(); ++row) {
            const std::string value = column->text(row);
            const auto at = static_cast<std::size_t>(
                std::find(levels.begin(), levels.end(), value) - levels.begin());
            if (at == levels.size()) return not_a_case(part.variable, value, levels.front());
            if (at >= skipped) design.x(row, at - skipped) = 1;
        }
        for (std::size_t level = skipped; level < levels.size(); ++level)
            design.names.push_back(part.variable + levels[level]);
    }
    return design;
}

base::Result<Design> DesignPlan::apply(const DataFrame& frame) const {
    std::vector<Design> blocks;
    std::size_t width = intercept_ ? 1 : 0;
    for (const Term& term : terms_) {
        auto block = columns_of(term, 0, frame);
        if (!block) return block.error();
        for (std::size_t part = 1; part < term.parts.size(); ++part) {
            const auto next = columns_of(term, part, frame);
            if (!next) return next.error();
            Design both;
            both.x = Matrix(frame.rows(), block->x.columns() * next->x.columns());
            // As in R, the first variable's categories run fastest.
            for (std::size_t j = 0; j < next->x.columns(); ++j)
                for (std::size_t i = 0; i < block->x.columns(); ++i) {
                    const std::size_t at = both.names.size();
                    for (std::size_t row = 0; row < frame.rows(); ++row)
                        both.x(row, at) = block->x(row, i) * next->x(row, j);
                    both.names.push_back(block->names[i] + ":" + next->names[j]);
                }
            *block = std::move(both);
        }
        block->terms.assign(block->names.size(), term.name);
        width += block->names.size();
        blocks.push_back(std::move(*block));
    }
    Design design;
    design.x = Matrix(frame.rows(), width);
    if (intercept_) {
        std::fill_n(design.x.data(), frame.rows(), 1.0);
        design.names.emplace_back("(Intercept)");
        design.terms.emplace_back("(Intercept)");
    }
    for (const Design& block : blocks) {
        std::copy_n(block.x.data(), frame.rows() * block.names.size(),
                    design.x.data() + frame.rows() * design.names.size());
        design.names.insert(design.names.end(), block.names.begin(), block.names.end());
        design.terms.insert(design.terms.end(), block.terms.begin(), block.terms.end());
    }
    return design;
}

}  // namespace statistics
