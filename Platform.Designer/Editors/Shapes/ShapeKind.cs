namespace Platform.Designer.Editors.Shapes;

/// <summary>How a member of a definition is edited.</summary>
public enum ShapeKind
{
    /// <summary>One line of text.</summary>
    Line,
    /// <summary>One line in every language.</summary>
    Wording,
    /// <summary>Several lines in every language.</summary>
    Passage,
    /// <summary>A text with headings, lists and links in every language.</summary>
    Prose,
    Whole,
    Number,
    YesNo,
    Day,
    /// <summary>One of a few words.</summary>
    Choice,
    /// <summary>Some of a few words, in an order.</summary>
    Choices,
    /// <summary>A list of lines.</summary>
    Lines,
    /// <summary>A list of wordings.</summary>
    Wordings,
    /// <summary>Lines by name.</summary>
    Pairs,
    /// <summary>Wordings by name.</summary>
    NamedWordings,
    /// <summary>A limit: a number, a day, or a day counted from today.</summary>
    Bound,
    /// <summary>A condition over answers.</summary>
    Condition,
    /// <summary>How an answer is computed from others.</summary>
    Formula,
    /// <summary>A record of its own.</summary>
    Part,
    /// <summary>A list of records.</summary>
    Parts,
    /// <summary>Records by name.</summary>
    NamedParts,
    /// <summary>What has no editor of its own is edited as JSON.</summary>
    Json,
}
