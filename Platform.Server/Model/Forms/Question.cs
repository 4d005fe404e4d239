namespace Platform.Model.Forms;

/// <summary>A question of the library: a field that forms name instead of stating it themselves. It has versions of its own; what was filed keeps the version it was asked in.</summary>
/// <remarks><see cref="QuestionRules.Check"/> says what is wrong with one.</remarks>
public sealed record Question : DefinitionPart
{
    public required string Key { get; init => field = Given(value); }

    public int SchemaVersion { get; init; } = 1;

    /// <summary>What the office calls it: two questions may have the same label.</summary>
    public LocalizedText Title { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    /// <summary>Forms may set narrower limits than the question does.</summary>
    public bool MayTighten { get; init; }

    /// <summary>What is asked. Its key is what the answer is called in a form unless the form says otherwise.</summary>
    public required FormField Field { get; init => field = Given(value); }
}

/// <summary>The questions a form may name, by key.</summary>
public sealed class Questions(IEnumerable<Question> questions)
{
    private readonly Dictionary<string, Question> _questions = questions.GroupBy(q => q.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    public static Questions None { get; } = new([]);

    public Question? Find(string key) => _questions.GetValueOrDefault(key);
}
