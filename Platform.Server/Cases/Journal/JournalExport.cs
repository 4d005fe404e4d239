using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Localities;

namespace Platform.Server.Cases.Journal;

/// <summary>
/// One line of an exported journal. The file is JSON Lines: one <see cref="Head"/>, then the events case by case in order, then the anchors writer by
/// writer in order. Payloads stand there as they are stored, encrypted: whoever verifies the file learns nothing about people.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Head), "journal")]
[JsonDerivedType(typeof(Event), "event")]
[JsonDerivedType(typeof(Anchor), "anchor")]
internal abstract record JournalExport
{
    public const string FormatName = "platform-journal/1";

    /// <param name="Localities">Whose cases are in the file, with everything below; the root = all.</param>
    internal sealed record Head(string Format, DateTimeOffset ExportedAt, IReadOnlyList<LocalityCode> Localities) : JournalExport;

    internal sealed record Event(JournalRow Row) : JournalExport;

    internal sealed record Anchor(JournalAnchor Row) : JournalExport;

    /// <summary>Throws <see cref="JsonException"/> for anything that is no line of an export.</summary>
    public static JournalExport Parse(string line) => JsonSerializer.Deserialize<JournalExport>(line, ModelJson.Options) ?? throw new JsonException("The line is empty.");

    public string ToLine() => JsonSerializer.Serialize(this, ModelJson.Options);
}
