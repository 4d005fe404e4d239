using Microsoft.Extensions.Localization;

namespace Platform.Designer.Editors.Shapes;

/// <summary>What members are called for people: <c>ServiceItem.name</c>, or <c>any.name</c> where it means the same everywhere.</summary>
public static class MemberWords
{
    public static string Name(IStringLocalizer<EditorsText> texts, RecordShape shape, MemberShape member) => Find(texts, $"{shape.Name}.{member.Name}") ?? Find(texts, $"any.{member.Name}") ?? member.Name;

    /// <summary>One sentence below the input, or null.</summary>
    public static string? Hint(IStringLocalizer<EditorsText> texts, RecordShape shape, MemberShape member) => Find(texts, $"{shape.Name}.{member.Name}.hint");

    /// <summary>What a word to choose means.</summary>
    public static string Choice(IStringLocalizer<EditorsText> texts, RecordShape? shape, MemberShape member, string word) =>
        (shape is null ? null : Find(texts, $"{shape.Name}.{member.Name}={word}")) ?? Find(texts, $"any.{member.Name}={word}") ?? word;

    /// <summary>One sentence on what comes of choosing a word, or null.</summary>
    public static string? ChoiceHint(IStringLocalizer<EditorsText> texts, RecordShape shape, MemberShape member, string word) => Find(texts, $"{shape.Name}.{member.Name}={word}.hint");

    private static string? Find(IStringLocalizer<EditorsText> texts, string key) => texts[key] is { ResourceNotFound: false } found ? found.Value : null;
}
