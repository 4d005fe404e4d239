using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Tests.Flows.Conformance;

internal sealed record ConformanceFile(IReadOnlyList<ConformanceCase> Cases)
{
    /// <summary>A file of flows, or all such files of a folder, to run beside our own.</summary>
    public const string PathVariable = "PLATFORM_CONFORMANCE";

    private static readonly string[] Own = ["joins", "activities"];

    /// <summary>Our own flows and those of <see cref="PathVariable"/>, by a name that says where they are from.</summary>
    public static IReadOnlyDictionary<string, ConformanceCase> All { get; } = Read();

    private static Dictionary<string, ConformanceCase> Read()
    {
        var all = new Dictionary<string, ConformanceCase>(StringComparer.Ordinal);
        foreach (var name in Own)
        {
            Add(all, name, TestData.Json<ConformanceFile>($"Flows/Data/{name}.json"));
        }

        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path)
        {
            foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal).ToArray() : [path])
            {
                Add(all, Path.GetFileNameWithoutExtension(file), JsonSerializer.Deserialize<ConformanceFile>(File.ReadAllText(file), ModelJson.Options)!);
            }
        }

        return all;
    }

    private static void Add(Dictionary<string, ConformanceCase> all, string file, ConformanceFile from)
    {
        foreach (var about in from.Cases)
        {
            var name = $"{file}: {about.Name}";
            for (var again = 2; !all.TryAdd(name, about); again++)
            {
                name = $"{file}: {about.Name} ({again})";
            }
        }
    }
}

/// <summary>One flow, what happens to it, and what it must do. The README of this folder describes the members.</summary>
internal sealed record ConformanceCase
{
    public required string Name { get; init; }

    public required JsonElement Definition { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Children { get; init; } = new Dictionary<string, JsonElement>();

    public IReadOnlyDictionary<string, JsonElement> Inputs { get; init; } = new Dictionary<string, JsonElement>();

    public IReadOnlyDictionary<string, string[][]> Outcomes { get; init; } = new Dictionary<string, string[][]>();

    public IReadOnlyList<JsonElement> Resume { get; init; } = [];

    public required string Expected { get; init; }

    /// <summary>Null where the file does not say.</summary>
    public FlowStatus? Status { get; init; }

    /// <summary>What Elsa does instead, where it differs.</summary>
    public ElsaDifference? Elsa { get; init; }

    /// <summary>What Elsa does, as other suites write it.</summary>
    public ElsaCounter? ElsaCounter { get; init; }

    public string ExpectedTrace => Ours(Expected);

    /// <summary>What is known of Elsa: what the file says of it, otherwise the same as of us.</summary>
    public string ElsaTrace => Elsa?.Expected ?? (ElsaCounter is { } counted ? Ours(counted.Trace) : ExpectedTrace);

    public FlowStatus? ElsaStatus => Elsa?.Status ?? ElsaCounter?.Status ?? Status;

    private static string Ours(string trace) => trace.Replace("(no bookmark ", "(no wait ", StringComparison.Ordinal);
}

/// <param name="End">Status of Elsa, with the incident after it.</param>
internal sealed record ElsaCounter(string Trace, string End)
{
    public FlowStatus Status => End.Split(' ')[0] switch
    {
        "Finished" => FlowStatus.Finished,
        "Faulted" => FlowStatus.Faulted,
        _ => FlowStatus.Waiting,
    };
}

internal sealed record ElsaDifference(string Expected, FlowStatus Status, string Why);
