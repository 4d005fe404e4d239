namespace Platform.Model.Forms;

/// <summary>Faults that an element shows by itself, without looking at others.</summary>
internal sealed class ElementRules(CodeTables? codeTables, FormLimits limits, DefinitionFaults faults)
{
    private const int MostDecimals = 10;

    public void Check(FormNode node)
    {
        Key(node);
        if (node.Element.Label.IsEmpty && node.Element is not FormQuestion)
        {
            faults.Add("label", node);
        }

        switch (node.Element)
        {
            case FormRepeat repeat:
                Repeat(node, repeat);
                break;
            case FormField field:
                Field(node, field);
                break;
            case FormQuestion question when codeTables is not null:
                faults.Add("question", node, question.Question);
                break;
        }
    }

    private void Key(FormNode node)
    {
        if (!FieldPath.IsKey(node.Key))
        {
            faults.Add("key", node, node.Key);
        }

        if (node.Repeat is null && node.Key == AnswerKeys.Scenario)
        {
            faults.Add("reservedKey", node, node.Key);
        }
    }

    private void Repeat(FormNode node, FormRepeat repeat)
    {
        if (repeat.Elements.Count == 0)
        {
            faults.Add("empty", node);
        }

        if (repeat.MinItems < 0 || repeat.MinItems > FormRules.MostItems(repeat, limits) || repeat.MaxItems > limits.MaxItemsAllowed)
        {
            faults.Add("items", node, RangeChecks.Range($"{repeat.MinItems}", $"{repeat.MaxItems ?? limits.MaxItems}"), RangeChecks.Range("0", $"{limits.MaxItemsAllowed}"));
        }

        if (node.Depth > limits.MaxDepth)
        {
            faults.Add("depth", node, node.Depth, limits.MaxDepth);
        }
    }

    private void Field(FormNode node, FormField field)
    {
        Options(node, field);
        Bounds(node, field);
        Counts(node, field);
        if (field.Pattern is { } pattern && (!FormTypes.IsWritten(field.Type) || FieldPattern.TryCompile(pattern) is null))
        {
            faults.Add("pattern", node, pattern);
        }

        if (field.MustBeTrue && field.Type != FieldType.Boolean)
        {
            faults.Add("unsuitable", node, "mustBeTrue", FormTypes.Word(FieldType.Boolean));
        }

        if (field.Searchable && field.Type is FieldType.File or FieldType.Note)
        {
            faults.Add("unsuitable", node, "searchable", FormTypes.Word(field.Type));
        }

        if (field.Calculated is not null && (FormTypes.IsList(field.Type) || field.Type is FieldType.Address or FieldType.Note))
        {
            faults.Add("unsuitable", node, "calculated", FormTypes.Word(field.Type));
        }

        if (field.Required is not null && (field.Type == FieldType.Note || field.Calculated is not null))
        {
            faults.Add("unsuitable", node, "required", field.Calculated is null ? FormTypes.Word(field.Type) : "calculated");
        }
    }

    private void Options(FormNode node, FormField field)
    {
        if (FormTypes.IsChosen(field.Type) && field.CodeTable is null && field.Options is not { Count: > 0 })
        {
            faults.Add("options", node);
        }

        if (field.CodeTable is { } table && codeTables is not null && codeTables.Find(table) is null)
        {
            faults.Add("codeTable", node, table);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var option in field.Options ?? [])
        {
            if (option.Label.IsEmpty)
            {
                faults.Add("optionLabel", node, option.Value);
            }

            if (option.Value.Length == 0 || !seen.Add(option.Value))
            {
                faults.Add("optionValue", node, option.Value);
            }
        }
    }

    private void Bounds(FormNode node, FormField field)
    {
        foreach (var bound in new[] { field.Min, field.Max }.OfType<Bound>())
        {
            if (bound.IsNumber ? !FormTypes.IsNumeric(field.Type) : field.Type != FieldType.Date)
            {
                faults.Add("bound", node, bound.ToString(), FormTypes.Word(field.Type));
            }
        }

        // Two limits that move with the calendar keep their order, so one day stands for all; a fixed and a moving one cross some day.
        var day = new DateOnly(2024, 1, 1);
        if (field.Min?.Number > field.Max?.Number || field.Min?.DayAt(day) > field.Max?.DayAt(day) && field.Min!.IsRelative == field.Max!.IsRelative)
        {
            faults.Add("minMax", node, field.Min?.ToString(), field.Max?.ToString());
        }
    }

    private void Counts(FormNode node, FormField field)
    {
        if (field.MinLength < 0 || field.MaxLength < 1 || field.MaxLength > limits.MaxText || field.MinLength > (field.MaxLength ?? limits.MaxText))
        {
            faults.Add("length", node, RangeChecks.Range($"{field.MinLength ?? 0}", $"{field.MaxLength ?? limits.MaxText}"), RangeChecks.Range("0", $"{limits.MaxText}"));
        }

        if (field.MinItems < 0 || field.MaxItems < 1 || field.MaxItems > limits.MaxItemsAllowed || field.MinItems > ChoiceChecks.MostItems(field, limits))
        {
            faults.Add("items", node, RangeChecks.Range($"{field.MinItems ?? 0}", $"{field.MaxItems ?? limits.MaxItems}"), RangeChecks.Range("0", $"{limits.MaxItemsAllowed}"));
        }

        if (field.Decimals is < 0 or > MostDecimals)
        {
            faults.Add("decimals", node, field.Decimals, RangeChecks.Range("0", $"{MostDecimals}"));
        }
    }
}
