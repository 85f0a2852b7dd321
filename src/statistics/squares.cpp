#include "statistics/squares.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

// A second copy of the loop for processors with wider registers, chosen when the program starts.
// Without fused multiplication, so that both give the same numbers. Sanitizers run before that
// choice can be made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TRYGBY_WIDER_TOO __attribute__((target_clones("avx2", "default")))
#else
#define TRYGBY_WIDER_TOO
#endif

namespace statistics {
namespace {

constexpr std::size_t rows_at_once = 256;

// Four numbers that go together, wherever they lie.
using Four [[gnu::vector_size(32), gnu::aligned(8)]] = double;
constexpr std::size_t lanes = 4;

}  // namespace

// The four products of two columns with two others, first with first, first with second …
TRYGBY_WIDER_TOO void multiply_pairs(const double* a, const double* b, const double* c,
                                     const double* d, std::size_t rows, double* products) {
    Four ac{}, ad{}, bc{}, bd{};
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes) {
        const Four at_a = *reinterpret_cast<const Four*>(a + row);
        const Four at_b = *reinterpret_cast<const Four*>(b + row);
        const Four at_c = *reinterpret_cast<const Four*>(c + row);
        const Four at_d = *reinterpret_cast<const Four*>(d + row);
        ac += at_a * at_c;
        ad += at_a * at_d;
        bc += at_b * at_c;
        bd += at_b * at_d;
    }
    products[0] = (ac[0] + ac[1]) + (ac[2] + ac[3]);
    products[1] = (ad[0] + ad[1]) + (ad[2] + ad[3]);
    products[2] = (bc[0] + bc[1]) + (bc[2] + bc[3]);
    products[3] = (bd[0] + bd[1]) + (bd[2] + bd[3]);
    for (; row < rows; ++row) {
        products[0] += a[row] * c[row];
        products[1] += a[row] * d[row];
        products[2] += b[row] * c[row];
        products[3] += b[row] * d[row];
    }
}

TRYGBY_WIDER_TOO void multiply(const double* a, const double* b, std::size_t rows,
                               double* product) {
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes)
        *reinterpret_cast<Four*>(product + row) =
            *reinterpret_cast<const Four*>(a + row) * *reinterpret_cast<const Four*>(b + row);
    for (; row < rows; ++row) product[row] = a[row] * b[row];
}

TRYGBY_WIDER_TOO double sum_of(const double* values, std::size_t rows) {
    Four sums{};
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes) sums += *reinterpret_cast<const Four*>(values + row);
    double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (; row < rows; ++row) sum += values[row];
    return sum;
}

TRYGBY_WIDER_TOO double sum_of_products(const double* a, const double* b, std::size_t rows) {
    Four sums{};
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes)
        sums += *reinterpret_cast<const Four*>(a + row) * *reinterpret_cast<const Four*>(b + row);
    double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (; row < rows; ++row) sum += a[row] * b[row];
    return sum;
}

TRYGBY_WIDER_TOO void add_multiple(double factor, const double* x, std::size_t rows, double* sum) {
    const Four factors{factor, factor, factor, factor};
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes)
        *reinterpret_cast<Four*>(sum + row) += factors * *reinterpret_cast<const Four*>(x + row);
    for (; row < rows; ++row) sum[row] += factor * x[row];
}

TRYGBY_WIDER_TOO Look look_at(const double* values, std::size_t rows) {
    // Beside so large a number there is no room for a fraction.
    constexpr double large = 4503599627370496.0;  // 2⁵²
    const Four larges{large, large, large, large};
    using Same [[gnu::vector_size(32)]] = std::int64_t;
    Four lows{values[0], values[0], values[0], values[0]}, highs = lows, zeros{};
    const Four none{};
    Same whole = ~Same{};
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes) {
        const Four here = *reinterpret_cast<const Four*>(values + row);
        lows = here < lows ? here : lows;
        highs = here > highs ? here : highs;
        // What isn't finite, times 0, is no number, and stays none in every sum.
        zeros += here * none;
        whole &= (here + larges) - larges == here || here >= larges;
    }
    Look look;
    look.least = std::min({lows[0], lows[1], lows[2], lows[3]});
    look.most = std::max({highs[0], highs[1], highs[2], highs[3]});
    look.finite = (zeros[0] + zeros[1]) + (zeros[2] + zeros[3]) == 0;
    look.whole = (whole[0] & whole[1] & whole[2] & whole[3]) != 0;
    for (; row < rows; ++row) {
        look.least = std::min(look.least, values[row]);
        look.most = std::max(look.most, values[row]);
        look.finite = look.finite && std::isfinite(values[row]);
        look.whole = look.whole && values[row] == std::floor(values[row]);
    }
    return look;
}

void add_squares(const double* x, std::size_t stride, std::size_t rows, std::size_t columns,
                 const double* weights, double* sum) {
    std::vector<double> weighted(weights != nullptr ? columns * rows_at_once : 0);
    for (std::size_t from = 0; from < rows; from += rows_at_once) {
        const std::size_t count = std::min(rows_at_once, rows - from);
        const auto right = [&](std::size_t j) { return x + j * stride + from; };
        const auto left = [&](std::size_t j) {
            return weights != nullptr ? weighted.data() + j * rows_at_once : right(j);
        };
        for (std::size_t j = 0; weights != nullptr && j < columns; ++j)
            multiply(weights + from, right(j), count, weighted.data() + j * rows_at_once);
        for (std::size_t i = 0; i < columns; i += 2) {
            // An odd last column is its own partner, and what that adds is left out.
            const std::size_t i_next = std::min(i + 1, columns - 1);
            for (std::size_t j = 0; j <= i; j += 2) {
                const std::size_t j_next = std::min(j + 1, columns - 1);
                double products[4];
                multiply_pairs(left(i), left(i_next), right(j), right(j_next), count, products);
                sum[j * columns + i] += products[0];
                if (j_next > j && j_next <= i) sum[j_next * columns + i] += products[1];
                if (i_next > i) sum[j * columns + i_next] += products[2];
                if (i_next > i && j_next > j) sum[j_next * columns + i_next] += products[3];
            }
        }
    }
    for (std::size_t i = 0; i < columns; ++i)
        for (std::size_t j = 0; j < i; ++j) sum[i * columns + j] = sum[j * columns + i];
}

}  // namespace statistics
