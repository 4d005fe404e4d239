namespace Platform.Designer.Editors.Flows;

/// <summary>What stands in the boxes of a drawing.</summary>
public static class FlowWords
{
    /// <summary>Who does the step, or what kind it is.</summary>
    public static string Under(IProblemWords words, ChartNode node) => FlowRoles.Of(node) is { } role ? words.RoleName(role) : node.Step?.Title.ToString() ?? node.Type;

    /// <param name="most">Width in Latin letters; a Chinese one is two wide.</param>
    public static string Short(string text, int most)
    {
        var width = 0;
        for (var i = 0; i < text.Length; i++)
        {
            width += text[i] >= '\u2E80' ? 2 : 1;
            if (width > most)
            {
                return text[..Math.Max(1, i - 1)] + "…";
            }
        }

        return text;
    }
}
