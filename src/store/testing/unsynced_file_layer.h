#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace store {

// What a disk may have of some files when the power fails: what was synced for certain, and of what
// was written since anything, in any order, each write whole, in part or not at all.
class DiskState {
  public:
    // Writes one of the possible outcomes into a folder; `seed` chooses which. Returns how many
    // writes were lost or torn.
    std::size_t cut(std::uint64_t seed, const std::filesystem::path& folder) const;

  private:
    friend class UnsyncedFileLayer;
    struct Write {
        std::uint64_t offset;
        std::string bytes;
        bool truncates = false;  // to `offset`
    };
    struct File {
        std::string synced;
        std::vector<Write> unsynced;

        void apply(const Write& write, std::size_t bytes);
        void sync();
    };
    std::map<std::string, File> files_;  // by name without folder
};

// A file layer for SQLite, over the system's own, that knows what would be lost if the power failed
// now, and that can be told to fail. Registered under its name for as long as it lives. For files
// created through it, in one folder. Safe from any thread.
class UnsyncedFileLayer {
  public:
    explicit UnsyncedFileLayer(const std::string& name);
    ~UnsyncedFileLayer();
    UnsyncedFileLayer(const UnsyncedFileLayer&) = delete;
    UnsyncedFileLayer& operator=(const UnsyncedFileLayer&) = delete;

    DiskState state() const;

    // Called when a sync is asked for, before it takes effect. Set it while nobody uses the layer.
    void before_sync(std::function<void(const std::string& file)> callback);

    enum class Fault {
        none,
        disk_full,   // writes fail
        sync_fails,  // writes work, syncs fail
    };
    void set_fault(Fault fault);

    std::uint64_t syncs() const;

    struct Implementation;

  private:
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace store
