#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "statistics/analyse.h"

namespace {

statistics::Analysis small_analysis() {
    statistics::Analysis analysis;
    analysis.method = "cox";
    analysis.rows_used = 432;
    analysis.rows_left_out = 3;
    analysis.evidence_level = 2;
    analysis.estimates.push_back({{"år", -0.5, 0.25, -1, 0, -2, 0.0455002639}, false, {}});
    analysis.estimates.push_back(
        {{"group B", 1.25, 0.5, 0.27, 2.23, 2.5, 0.0124193307}, false, {}});
    analysis.set("events", std::int64_t{114});
    analysis.set("log_likelihood", -658.7476594);
    statistics::AnalysisSeries curve{"curve", {"1", "20"}, {{"survival", {0.998, std::nan("")}}}};
    analysis.series.push_back(curve);
    curve.name = "long";
    curve.at.assign(61, "t");
    curve.columns[0].second.assign(61, 0.5);
    analysis.series.push_back(curve);
    analysis.assumptions.push_back({"independent", "Rækkerne er uafhængige."});
    return analysis;
}

std::string as_said(const base::Error& sentence) {
    return sentence.message;
}

}  // namespace

TEST_CASE("text for the eye has aligned tables, short series whole and long ones by their length") {
    statistics::Analysis analysis = small_analysis();
    const std::string expected =
        "cox\n\n"
        "         estimate  standard_error  lower  upper  statistic          p\n"
        "år           -0.5            0.25     -1      0         -2  0.0455003\n"
        "group B      1.25             0.5   0.27   2.23        2.5  0.0124193\n"
        "\n"
        "rows  used 432, left_out 3\n"
        "events  114\n"
        "log_likelihood  -658.748\n"
        "evidence_level  2\n"
        "\n"
        "curve  survival\n"
        "1         0.998\n"
        "20            –\n"
        "\n"
        "long  rows 61\n"
        "\n"
        "· Rækkerne er uafhængige.\n";
    CHECK(statistics::analysis_text(analysis, as_said) == expected);
    analysis.few_left_out = true;
    const std::string few = statistics::analysis_text(analysis, as_said);
    CHECK(few.find("used 432, left_out –") != std::string::npos);
}

TEST_CASE("tab-separated lines hold every number, whatever labels are made of") {
    statistics::Analysis analysis = small_analysis();
    analysis.series.resize(1);
    analysis.series[0].at[0] = "a\tb\nc";
    const std::string text = statistics::analysis_tsv(analysis);
    for (const std::string line :
         {"\npart\tname\tcolumn\tvalue\n", "\nrows\tused\tvalue\t432\n",
          "\nrows\tleft_out\tvalue\t3\n", "\nevidence_level\t\tvalue\t2\n",
          "\nestimates\tgroup B\testimate\t1.25\n", "\nfit\tevents\tvalue\t114\n",
          "\nseries/curve\ta b c\tsurvival\t0.998\n", "\nseries/curve\t20\tsurvival\tnull\n"})
        CHECK_MESSAGE(("\n" + text).find(line) != std::string::npos, line);
    CHECK(text.find("seed") == std::string::npos);
    analysis.seed = 7;
    CHECK(statistics::analysis_tsv(analysis).find("\nseed\t\tvalue\t7\n") != std::string::npos);
}
