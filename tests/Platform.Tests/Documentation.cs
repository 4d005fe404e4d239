namespace Platform.Tests;

/// <summary>Parts of the documentation that follow from the program: what stands between the marks of a part must be what the program says.</summary>
internal static class Documentation
{
    /// <summary>Writes the parts anew instead of checking them, when it is 1.</summary>
    public const string WriteVariable = "PLATFORM_WRITE_DOCS";

    /// <param name="file">Below docs.</param>
    /// <param name="part">Between <c>&lt;!-- part --&gt;</c> and <c>&lt;!-- /part --&gt;</c>.</param>
    public static void Check(string file, string part, string expected)
    {
        var path = Path.Combine(Root(), "docs", file);
        var (text, begin, end) = (File.ReadAllText(path), $"<!-- {part} -->", $"<!-- /{part} -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= begin.Length && to > from, $"docs/{file} has no part '{part}'.");
        if (Environment.GetEnvironmentVariable(WriteVariable) is "1")
        {
            File.WriteAllText(path, $"{text[..from]}\n{expected.Trim()}\n{text[to..]}");
            return;
        }

        Assert.True(expected.Trim() == text[from..to].Trim(), $"The part '{part}' of docs/{file} is out of date: {WriteVariable}=1 writes it anew.");
    }

    /// <summary>The examples in JSON, in order.</summary>
    public static IReadOnlyList<string> Examples(string file) =>
        [.. File.ReadAllText(Path.Combine(Root(), "docs", file)).Split("```json").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No Platform.sln above {AppContext.BaseDirectory}.");
    }
}
