using Platform.Model;

namespace Platform.Server.Files;

internal static class FileProblems
{
    public static Problem Empty { get; } = Problem.Invalid("file.empty", "file");

    public static Problem Missing { get; } = Problem.Invalid("file.missing", "file");

    public static Problem NotFound { get; } = Problem.NotFound("file.notFound");

    public static Problem TooLarge(long maxBytes) => Problem.Of("file.tooLarge", ProblemKind.TooLarge, "file", ("expected", $"{maxBytes / 1024.0 / 1024.0:0.#} MB"));

    public static Problem Type(string found) => Problem.Invalid("file.type", "file", ("found", found), ("expected", FileTypes.Expected));
}
