#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// How a growing file of lines is read.
struct TailPlan {
    std::function<std::optional<Time>(std::string_view line)> timeOf; ///< when a line was written; times ascend, but for a few seconds
    std::vector<TimeRange> past; ///< what of the past is to be read, newest first; the first ends at the time of the plan
};

/// Lines of a growing file.
struct TailPiece {
    std::string path;       ///< the file's name when it was opened
    std::int64_t offset = 0; ///< of the first byte of `lines`
    std::int64_t line = 0;  ///< number of the first line, from 1; 0: not counted (far inside a large file)
    std::string lines;      ///< whole lines; may be empty
    int tooLong = 0;        ///< lines of more than 4 MiB, or parts of such, that were passed over
    bool live = false;      ///< new; else of the past
    TimeRange covered;      ///< all that was recorded in this span is read with this piece; may be empty
    bool torn = false;      ///< of the last of a look: something since the look before may be lost
    std::vector<std::string> unread; ///< of the last of a look: rotated files that cannot be read, in words
};

/// Follows one growing file: from its end on, and the past in pieces from the newest to the oldest, also in files that were rotated
/// away under names that begin with its own (events.jsonl.1, events.jsonl-20260822). A renamed file is read to its end before the new
/// one, a truncated one from its start. Half a line at the end waits. Memory is bounded by a piece. Regular files only. I/O thread only.
class FileTail {
public:
    explicit FileTail(TailPlan plan);
    ~FileTail();
    FileTail(const FileTail&) = delete;
    FileTail& operator=(const FileTail&) = delete;

    /// Reads what is new, then of the past, about `atMost` bytes of each; `take` gets every piece, the last of them live, its lines
    /// empty. True: there is more to be read at once. Error kind notFound: the file cannot be read now.
    Result<bool> read(const std::string& path, Time now, std::int64_t atMost, const std::function<void(TailPiece)>& take);

private:
    class File;
    struct Stretch {
        std::shared_ptr<File> file;
        std::int64_t begin = 0;
        std::int64_t end = 0;
        std::int64_t linesBefore = -1; ///< before `end`; -1: not counted
        bool last = false; ///< of its span, in the oldest file
    };
    struct Span {
        TimeRange left; ///< not read yet
        std::deque<Stretch> stretches;
    };
    Status follow(const std::string& path, Time now, TailPiece& news);
    void plan(const std::vector<TimeRange>& spans, const std::string& path, const std::shared_ptr<File>& without, TailPiece& news);
    bool readNew(File& file, std::int64_t atMost, bool toItsEnd, const std::function<void(TailPiece)>& take);
    void readPast(std::int64_t atMost, const std::function<void(TailPiece)>& take);
    void readPiece(Span& span, const std::function<void(TailPiece)>& take);
    [[nodiscard]] std::int64_t firstAtOrAfter(const File& file, std::int64_t end, Time at, bool late) const;

    TailPlan m_plan;
    std::shared_ptr<File> m_file; ///< that is followed
    std::shared_ptr<File> m_left; ///< rotated away at the last look; its writer may not have let go yet
    std::deque<Span> m_past;      ///< newest first
    std::optional<Time> m_liveTo; ///< all that is new is read up to here
};

} // namespace vedette
