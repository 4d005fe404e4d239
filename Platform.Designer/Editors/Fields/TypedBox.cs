namespace Platform.Designer.Editors.Fields;

/// <summary>
/// What stands in one text box, and what of it has been handed on. What a person types is theirs: neither a colleague's change nor a refusal takes it out of the box;
/// a refusal stays beside it until they change it or drop it.
/// </summary>
public sealed class TypedBox
{
    private string _known = "";
    private string? _sent;
    private bool _typed;

    /// <summary>As it stands in the box, with every space.</summary>
    public string Text { get; set; } = "";

    /// <summary>Why the text was not taken; null when it was.</summary>
    public string? Refused { get; private set; }

    /// <summary>What somebody else has written here while this was being typed; null when nobody has.</summary>
    public string? Elsewhere { get; private set; }

    /// <summary>The document holds <paramref name="value"/> here.</summary>
    public void Show(string value)
    {
        if (value == _known)
        {
            return;
        }

        var isOwn = value == _sent;
        (_known, _sent) = (value, null);
        if (isOwn)
        {
            return;
        }

        if (_typed || Refused is not null)
        {
            Elsewhere = value;
        }
        else
        {
            Text = value;
        }
    }

    /// <summary>The text is being changed.</summary>
    public void Typed() => (_typed, Refused) = (true, null);

    /// <summary>The text to hand on, without spaces around it; null when there is nothing new, or it is refused.</summary>
    /// <param name="leaving">The person is through with the box: the spaces go there too.</param>
    /// <param name="refuse">Says why a text is not taken.</param>
    public string? HandOn(bool leaving, Func<string, string?>? refuse)
    {
        var text = Text.Trim();
        if (leaving)
        {
            Text = text;
        }

        (_typed, Elsewhere) = (false, null);
        Refused = text == _known ? null : refuse?.Invoke(text);
        _sent = Refused is null && text != _known ? text : null;
        return _sent;
    }

    /// <summary>True while something was typed that was not handed on.</summary>
    public bool IsTyped => _typed;

    /// <summary>Gives what was typed up for what the document holds.</summary>
    public void Drop() => (Text, Refused, Elsewhere, _typed) = (_known, null, null, false);
}
