#include "statistics/expression.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

// A value for each row: numbers, or texts (empty where missing).
struct Value {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    bool is_text = false;
};

bool belongs_to_name(char sign) {
    return std::isalnum(static_cast<unsigned char>(sign)) || sign == '_' || sign == '.' ||
           static_cast<unsigned char>(sign) >= 0x80;
}

double finite_or_missing(double number) {
    return std::isfinite(number) ? number : missing_value;
}

double truth(double left, double right, bool result) {
    return std::isnan(left) || std::isnan(right) ? missing_value : (result ? 1.0 : 0.0);
}

double apply_binary(std::string_view sign, double left, double right) {
    if (sign == "+") return left + right;
    if (sign == "-") return left - right;
    if (sign == "*") return left * right;
    if (sign == "/") return left / right;
    if (sign == "^") return std::pow(left, right);
    if (sign == "==") return truth(left, right, left == right);
    if (sign == "!=") return truth(left, right, left != right);
    if (sign == "<") return truth(left, right, left < right);
    if (sign == "<=") return truth(left, right, left <= right);
    if (sign == ">") return truth(left, right, left > right);
    if (sign == ">=") return truth(left, right, left >= right);
    if (sign == "&&") return left == 0 || right == 0 ? 0 : truth(left, right, true);
    const bool known_true = left == 1 || right == 1;
    return known_true ? 1 : truth(left, right, left != 0 || right != 0);
}

using OneNumber = double (*)(double);
const std::map<std::string_view, OneNumber>& number_functions() {
    static const std::map<std::string_view, OneNumber> functions{
        {"log", [](double x) { return std::log(x); }},
        {"exp", [](double x) { return std::exp(x); }},
        {"sqrt", [](double x) { return std::sqrt(x); }},
        {"abs", [](double x) { return std::abs(x); }},
        {"sin", [](double x) { return std::sin(x); }},
        {"cos", [](double x) { return std::cos(x); }},
        {"floor", [](double x) { return std::floor(x); }},
        {"is_missing", [](double x) { return std::isnan(x) ? 1.0 : 0.0; }},
    };
    return functions;
}

// What the rows of one group amount to.
struct Summary {
    double sum = 0, least = missing_value, greatest = missing_value;
    std::size_t count = 0;

    void take(double value) {
        if (std::isnan(value)) return;
        sum += value;
        least = count == 0 ? value : std::min(least, value);
        greatest = count == 0 ? value : std::max(greatest, value);
        ++count;
    }
    double answer(std::string_view name) const {
        if (name == "sum") return sum;
        if (name == "count") return static_cast<double>(count);
        if (name == "min") return least;
        if (name == "max") return greatest;
        return count == 0 ? missing_value : sum / static_cast<double>(count);
    }
};

bool is_summary(std::string_view name) {
    return name == "sum" || name == "mean" || name == "min" || name == "max" || name == "count";
}

// Reads and computes at once; the first thing that can't be read or found ends it.
class Reader {
  public:
    Reader(std::string_view text, const DataFrame& frame) : text_(text), frame_(frame) {}

    base::Result<Value> run() {
        Value value = either();
        skip_space();
        if (!failure_ && at_ < text_.size()) fail();
        if (failure_) return *failure_;
        return value;
    }

  private:
    void skip_space() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }
    bool take(std::string_view sign) {
        skip_space();
        if (!text_.substr(at_).starts_with(sign)) return false;
        at_ += sign.size();
        return true;
    }
    Value fail() {
        if (!failure_) failure_ = bad_expression(text_, text_.substr(at_, 20));
        at_ = text_.size();
        return constant(missing_value);
    }
    Value constant(double number) const {
        return {std::vector<double>(frame_.rows(), number), {}, false};
    }

    using Next = Value (Reader::*)();
    Value chain(Next next, std::initializer_list<std::string_view> signs) {
        Value left = (this->*next)();
        while (!failure_) {
            const auto sign = std::find_if(signs.begin(), signs.end(),
                                           [&](std::string_view each) { return take(each); });
            if (sign == signs.end()) break;
            left = combine(*sign, left, (this->*next)());
        }
        return left;
    }
    Value either() { return chain(&Reader::both, {"||"}); }
    Value both() { return chain(&Reader::comparison, {"&&"}); }
    Value comparison() { return chain(&Reader::sums, {"==", "!=", "<=", ">=", "<", ">"}); }
    Value sums() { return chain(&Reader::products, {"+", "-"}); }
    Value products() { return chain(&Reader::signed_power, {"*", "/"}); }

    Value signed_power() {
        if (take("-")) return combine("*", constant(-1), signed_power());
        skip_space();
        if (!text_.substr(at_).starts_with("!=") && take("!"))
            return combine("==", signed_power(), constant(0));
        Value base = primary();
        return take("^") ? combine("^", base, signed_power()) : base;
    }

    Value combine(std::string_view sign, const Value& left, const Value& right) {
        if (failure_) return left;
        if (left.is_text != right.is_text || (left.is_text && sign != "==" && sign != "!="))
            return fail();
        Value result = constant(missing_value);
        for (std::size_t row = 0; row < result.numbers.size(); ++row)
            result.numbers[row] = finite_or_missing(
                left.is_text ? compared_texts(sign, left.texts[row], right.texts[row])
                             : apply_binary(sign, left.numbers[row], right.numbers[row]));
        return result;
    }
    static double compared_texts(std::string_view sign, const std::string& left,
                                 const std::string& right) {
        if (left.empty() || right.empty()) return missing_value;
        return (left == right) == (sign == "==") ? 1 : 0;
    }

    Value primary() {
        skip_space();
        if (take("(")) {
            Value inner = either();
            return take(")") ? inner : fail();
        }
        if (at_ >= text_.size()) return fail();
        const char first = text_[at_];
        if (first == '\'') return quoted();
        if (std::isdigit(static_cast<unsigned char>(first)) || first == '.') return number();
        const std::string name = first == '`' ? until('`') : word();
        if (failure_ || name.empty()) return fail();
        if (first != '`' && name == "NA") return constant(missing_value);
        return first != '`' && take("(") ? call(name) : variable(name);
    }
    std::string until(char closing) {
        const std::size_t end = text_.find(closing, at_ + 1);
        if (end == std::string_view::npos) return fail(), std::string();
        std::string inner(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        return inner;
    }
    Value quoted() {
        const std::string text = until('\'');
        return {{}, std::vector<std::string>(frame_.rows(), text), true};
    }
    Value number() {
        double read = 0;
        const auto [end, failure] =
            std::from_chars(text_.data() + at_, text_.data() + text_.size(), read);
        if (failure != std::errc{}) return fail();
        at_ = static_cast<std::size_t>(end - text_.data());
        return constant(read);
    }
    std::string word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && belongs_to_name(text_[at_])) ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }
    Value variable(const std::string& name) {
        const Column* column = frame_.find(name);
        if (!column) {
            if (!failure_) failure_ = unknown_variable(name);
            return fail();
        }
        if (!column->categorical()) return {column->values, {}, false};
        Value value{{}, {}, true};
        for (std::size_t row = 0; row < frame_.rows(); ++row)
            value.texts.push_back(column->text(row));
        return value;
    }

    Value call(const std::string& name) {
        std::vector<Value> arguments;
        do arguments.push_back(either());
        while (take(","));
        if (!take(")") || failure_) return fail();
        if (is_summary(name) && arguments.size() <= 2) return summary(name, arguments);
        const auto one = number_functions().find(name);
        if (one != number_functions().end() && arguments.size() == 1)
            return each(arguments[0], one->second);
        if (arguments.size() == 2 && (name == "pow" || name == "min2" || name == "max2"))
            return two(name, arguments[0], arguments[1]);
        if (name == "ifelse" && arguments.size() == 3)
            return chosen(arguments[0], arguments[1], arguments[2]);
        return fail();
    }
    Value each(const Value& argument, OneNumber function) {
        Value result = constant(missing_value);
        for (std::size_t row = 0; row < result.numbers.size(); ++row) {
            const double number = !argument.is_text             ? argument.numbers[row]
                                  : argument.texts[row].empty() ? missing_value
                                                                : 0;
            result.numbers[row] = finite_or_missing(function(number));
        }
        return result;
    }
    Value two(const std::string& name, const Value& left, const Value& right) {
        if (left.is_text || right.is_text) return fail();
        if (name == "pow") return combine("^", left, right);
        Value result = constant(missing_value);
        for (std::size_t row = 0; row < result.numbers.size(); ++row) {
            const double a = left.numbers[row], b = right.numbers[row];
            if (std::isnan(a) || std::isnan(b)) continue;
            result.numbers[row] = name == "min2" ? std::min(a, b) : std::max(a, b);
        }
        return result;
    }
    Value chosen(const Value& condition, const Value& yes, const Value& no) {
        if (condition.is_text || yes.is_text != no.is_text) return fail();
        Value result = no;
        for (std::size_t row = 0; row < condition.numbers.size(); ++row) {
            const double answer = condition.numbers[row];
            if (std::isnan(answer) || answer == 0) continue;
            if (yes.is_text)
                result.texts[row] = yes.texts[row];
            else
                result.numbers[row] = yes.numbers[row];
        }
        return result;
    }
    Value summary(const std::string& name, const std::vector<Value>& arguments) {
        if (arguments[0].is_text) return fail();
        const auto group = [&](std::size_t row) {
            if (arguments.size() == 1) return std::string();
            return arguments[1].is_text ? arguments[1].texts[row]
                                        : shortest(arguments[1].numbers[row]);
        };
        std::map<std::string, Summary> summaries;
        for (std::size_t row = 0; row < frame_.rows(); ++row)
            summaries[group(row)].take(arguments[0].numbers[row]);
        Value result = constant(missing_value);
        for (std::size_t row = 0; row < frame_.rows(); ++row)
            result.numbers[row] = summaries[group(row)].answer(name);
        return result;
    }

    std::string_view text_;
    const DataFrame& frame_;
    std::size_t at_ = 0;
    std::optional<base::Error> failure_;
};

}  // namespace

base::Result<Column> evaluate(std::string_view expression, const DataFrame& frame) {
    auto value = Reader(expression, frame).run();
    if (!value) return value.error();
    if (value->is_text) return categories(std::string(expression), value->texts);
    return Column{std::string(expression), std::move(value->numbers), {}};
}

std::vector<std::string> variables_in(std::string_view expression, const DataFrame& frame) {
    std::vector<std::string> names;
    for (const Column& column : frame.columns())
        for (std::size_t at = expression.find(column.name); at != std::string_view::npos;
             at = expression.find(column.name, at + 1)) {
            const std::size_t end = at + column.name.size();
            const bool whole = (at == 0 || !belongs_to_name(expression[at - 1])) &&
                               (end == expression.size() || !belongs_to_name(expression[end]));
            if (!whole) continue;
            names.push_back(column.name);
            break;
        }
    return names;
}

base::Result<std::vector<std::size_t>> rows_where(std::string_view condition,
                                                  const DataFrame& frame) {
    const auto column = evaluate(condition, frame);
    if (!column) return column.error();
    if (column->categorical()) return not_numeric(condition, column->labels.front());
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < frame.rows(); ++row)
        if (!std::isnan(column->values[row]) && column->values[row] != 0) rows.push_back(row);
    if (rows.empty()) return no_data();
    return rows;
}

}  // namespace statistics
