using System.Globalization;
using System.Resources;
using System.Text.Json;
using Platform.Model;

namespace Platform.Designer.Editors.Shapes;

/// <summary>Says in the words of the editors why a document is no document of its kind: where, and what is expected there.</summary>
public static class ShapeFaults
{
    private static readonly ResourceManager Texts = new(typeof(EditorsText));
    private static readonly string[] Languages = [LocalizedText.Chinese, LocalizedText.English];

    /// <summary>A problem at the path, with <c>field</c> (the way to it) and <c>value</c> (what is expected), both in words.</summary>
    /// <param name="type">The record the document should be.</param>
    public static Problem Of(string code, Type type, JsonElement document, JsonException refused)
    {
        var path = refused.Path?.TrimStart('$').TrimStart('.') ?? "";
        var (words, shape, member, at) = Walk(type, document, path);
        return Problem.Invalid(code, path, ("field", words), ("value", Expected(shape, member, at)));
    }

    private static (LocalizedText Words, RecordShape? Shape, MemberShape? Member, JsonElement? At) Walk(Type type, JsonElement document, string path)
    {
        RecordShape? shape = RecordShape.Of(type);
        MemberShape? member = null;
        JsonElement? at = document;
        var words = new List<LocalizedText>();
        foreach (var step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step.StartsWith('[') && int.TryParse(step.AsSpan(1, step.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                words.Add(Say("shape.entry").Map(t => string.Format(CultureInfo.InvariantCulture, t, index + 1)));
                at = at is { ValueKind: JsonValueKind.Array } list && index < list.GetArrayLength() ? list[index] : null;
                (shape, member) = (member?.PartShape ?? shape, null);
                continue;
            }

            if (member is { Kind: ShapeKind.NamedParts })
            {
                words.Add(LocalizedText.Of(step));
                (shape, member) = (member.PartShape, null);
            }
            else
            {
                shape = member is null ? shape : member.PartShape;
                member = shape?.Members.FirstOrDefault(m => m.Name == step);
                words.Add(member is null ? LocalizedText.Of(step) : Name(shape!, member));
            }

            at = at is { ValueKind: JsonValueKind.Object } holder && holder.TryGetProperty(step, out var inner) ? inner : null;
        }

        return (words.Count == 0 ? Say("shape.all") : new LocalizedText(Languages.ToDictionary(l => l, l => string.Join(" › ", words.Select(w => w.In(l))), StringComparer.Ordinal)), shape, member, at);
    }

    private static LocalizedText Expected(RecordShape? shape, MemberShape? member, JsonElement? at)
    {
        var part = member is null ? shape : member.PartShape;
        if (member is null or { Kind: ShapeKind.Part } && at is { ValueKind: JsonValueKind.Object } record && part is not null && part.Members.Where(m => m is { IsNeeded: true, MayBeNull: false } && !record.TryGetProperty(m.Name, out _)).ToList() is { Count: > 0 } missing)
        {
            return new LocalizedText(Languages.ToDictionary(
                l => l,
                l => string.Format(CultureInfo.InvariantCulture, Say("shape.missing").In(l), string.Join(Say("value.separator").In(l), missing.Select(m => Name(part, m).In(l)))),
                StringComparer.Ordinal));
        }

        return member is null ? Say("shape.unknown") : Say("shape." + member.Kind);
    }

    private static LocalizedText Name(RecordShape shape, MemberShape member) => Find($"{shape.Name}.{member.Name}") ?? Find($"any.{member.Name}") ?? LocalizedText.Of(member.Name);

    private static LocalizedText Say(string key) => Find(key) ?? throw new InvalidOperationException($"No text '{key}'.");

    private static LocalizedText? Find(string key) =>
        Texts.GetString(key, CultureInfo.GetCultureInfo(LocalizedText.Chinese)) is { } chinese ? LocalizedText.Of(chinese, Texts.GetString(key, CultureInfo.GetCultureInfo(LocalizedText.English))) : null;

    private static LocalizedText Map(this LocalizedText text, Func<string, string> change) => new(text.Texts.ToDictionary(t => t.Key, t => change(t.Value), StringComparer.Ordinal));
}
