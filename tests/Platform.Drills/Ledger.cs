using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Drills;

/// <summary>A filing the server has answered.</summary>
/// <param name="File">The upload that is every material of it.</param>
internal sealed record AnsweredFiling(string Key, Guid File, string Number, string TrackingCode)
{
    public static AnsweredFiling Of(string key, Guid file, JsonNode answer) => new(key, file, answer["number"]!.GetValue<string>(), answer["trackingCode"]!.GetValue<string>());
}

/// <summary>A completion the server has answered, with where the case stood after it.</summary>
/// <param name="Act">Place in <see cref="Office.Walk"/>.</param>
internal sealed record AnsweredCompletion(string Key, int Act, string Number, Guid Task, string State, long Version);

/// <summary>A bundle the server has answered.</summary>
/// <param name="File">The upload that is every material of it.</param>
/// <param name="Cases">In the order of the answer.</param>
internal sealed record AnsweredBundle(string Key, Guid File, string Number, string TrackingCode, IReadOnlyList<AnsweredBundle.Case> Cases)
{
    internal sealed record Case(string Item, string Number, string TrackingCode);

    /// <param name="answer">To the filing, or to looking at the bundle as its applicant.</param>
    public static AnsweredBundle Of(string key, Guid file, JsonNode answer) => new(key, file, Text(answer, "number"), Text(answer, "trackingCode"), [.. answer["cases"]!.AsArray().Select(CaseOf)]);

    /// <summary>The same number, codes and cases.</summary>
    public bool IsSameAs(AnsweredBundle other) => Number == other.Number && TrackingCode == other.TrackingCode && Cases.SequenceEqual(other.Cases);

    public override string ToString() => $"bundle {Number} with {string.Join(", ", Cases.Select(c => $"{c.Item} {c.Number}"))}";

    private static Case CaseOf(JsonNode? answer) => new(Text(answer!, "item"), Text(answer!, "number"), Text(answer!, "trackingCode"));

    private static string Text(JsonNode answer, string member) => answer[member]!.GetValue<string>();
}

/// <summary>
/// What the server has answered: a file of JSON lines, each written before its worker sends anything more. It is read while it is written; a line that is
/// not yet whole does not count.
/// </summary>
internal sealed record Ledger(IReadOnlyList<AnsweredFiling> Filings, IReadOnlyList<AnsweredCompletion> Completions, IReadOnlyList<AnsweredBundle> Bundles)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Ledger Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<Line>(l, Json)!).ToList();
        return new(
            [.. lines.Select(l => l.Filing).OfType<AnsweredFiling>()],
            [.. lines.Select(l => l.Completion).OfType<AnsweredCompletion>()],
            [.. lines.Select(l => l.Bundle).OfType<AnsweredBundle>()]);
    }

    internal sealed record Line(AnsweredFiling? Filing = null, AnsweredCompletion? Completion = null, AnsweredBundle? Bundle = null);

    /// <summary>Appends; thread-safe.</summary>
    internal sealed class Writer(string path) : IDisposable
    {
        private readonly StreamWriter _file = new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true, NewLine = "\n" };

        public void Add(Line line)
        {
            var text = JsonSerializer.Serialize(line, Json);
            lock (_file)
            {
                _file.WriteLine(text);
            }
        }

        public void Dispose() => _file.Dispose();
    }
}
