#include "app/analyse_command.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "app/command.h"

namespace {

// A folder of its own for each test, gone afterwards.
struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("trygby-analyse-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& content) const {
        std::ofstream(path / name) << content;
        return (path / name).string();
    }
};

struct Answer {
    int code = 0;
    std::string out, err;
};

Answer run(const std::vector<std::string>& arguments, const std::string& language = "en") {
    std::ostringstream out, err;
    Answer answer;
    answer.code = app::run(arguments, language, out, err);
    answer.out = out.str();
    answer.err = err.str();
    return answer;
}

}  // namespace

TEST_CASE("trygby analyse reads data beside the specification, or those of --data") {
    const Folder folder;
    folder.write("counts.csv", "y,g\n3,a\n5,b\n4,a\n9,b\n2,a\n6,b\n");
    const std::string other = folder.write("other.csv", "y,g\n30,a\n5,b\n40,a\n9,b\n20,a\n6,b\n");
    const std::string specification = folder.write(
        "spec.json",
        R"({"method": "regression", "data": "counts.csv", "outcome": "y", "terms": ["g"]})");
    const Answer json = run({"analyse", specification});
    CHECK(json.code == 0);
    CHECK(json.out.find("\"form\": \"trygby-analyse/1\"") != std::string::npos);
    CHECK(json.out.find("\"name\": \"gb\", \"estimate\": 0.798") != std::string::npos);
    const Answer tsv = run({"analyse", specification, "--data", other, "--format", "tsv"});
    CHECK(tsv.code == 0);
    CHECK(tsv.out.find("estimates\tgb\testimate\t-1.5") != std::string::npos);
    CHECK(run({"analyse", specification, "--format", "text"}, "da").out.find("Leddene virker") !=
          std::string::npos);
}

TEST_CASE("trygby analyse refuses in one line, in the reader's language, with exit code 1") {
    const Folder folder;
    const std::string specification = folder.write(
        "spec.json", R"({"method": "regression", "outcome": "y", "columns": {"y": [1, -2, 3]}})");
    const Answer english = run({"analyse", specification});
    CHECK(english.code == 1);
    CHECK(english.out.empty());
    CHECK(english.err == "trygby: The variable “y” must not be negative.\n");
    CHECK(run({"analyse", specification}, "da").err ==
          "trygby: Variablen „y“ må ikke være negativ.\n");
    CHECK(run({"analyse", (folder.path / "gone.json").string()}).code == 1);
    CHECK(run({"analyse"}).code == 1);
    CHECK(run({"analyse", specification, "--format", "xml"}).code == 1);
}

TEST_CASE("trygby analyse explains itself") {
    CHECK(run({"analyse", "--list"}).out.find("interrupted_series") != std::string::npos);
    CHECK(run({"analyse", "--describe", "cox"}).out.find("efron|breslow|exact") !=
          std::string::npos);
    CHECK(run({"analyse", "--describe", "magic"}).code == 1);
    CHECK(run({"analyse", "--schema"}).out.starts_with("{\"$schema\""));
}

TEST_CASE("Ctrl-C cancels a long analysis, and belongs to the program again afterwards") {
    const Folder folder;
    std::string rows = "area,x,y,cases,persons\n";
    for (int i = 0; i < 60; ++i)
        rows += std::to_string(i) + "," + std::to_string(i % 8) + "," + std::to_string(i / 8) +
                "," + std::to_string(i % 5) + ",1000\n";
    folder.write("areas.csv", rows);
    const std::string specification = folder.write(
        "spec.json",
        R"({"method": "scan", "data": "areas.csv", "observed": "cases", "population": "persons",
            "area": "area", "x": "x", "y": "y", "replicates": 1000000})");
    void (*const ours)(int) = [](int) {};
    void (*const before)(int) = std::signal(SIGINT, ours);
    // Once the command has taken the signal.
    std::jthread hand([&] {
        struct sigaction now {};
        do {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            ::sigaction(SIGINT, nullptr, &now);
        } while (now.sa_handler == ours);
        ::kill(::getpid(), SIGINT);
    });
    const Answer answer = run({"analyse", specification});
    CHECK(answer.code == 1);
    CHECK(answer.err == "trygby: The computation was cancelled.\n");
    const bool given_back = std::signal(SIGINT, before) == ours;
    CHECK(given_back);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("an analysis that wants more memory than allowed is refused, and the next one runs") {
    const Folder folder;
    std::string rows = "y,x\n";
    for (int row = 0; row < 400'000; ++row)
        rows += std::to_string(row % 7) + "," + std::to_string(row % 11) + "\n";
    folder.write("many.csv", rows);
    const std::string specification = folder.write(
        "spec.json",
        R"({"method": "regression", "data": "many.csv", "outcome": "y", "terms": ["x"]})");
    const Answer refused = run({"analyse", specification, "--memory", "1"});
    CHECK(refused.code == 1);
    CHECK(refused.err.find("1 MB") != std::string::npos);
    CHECK(run({"analyse", specification}).code == 0);
    CHECK(run({"analyse", specification, "--memory", "much"}).code != 0);
}
#endif
