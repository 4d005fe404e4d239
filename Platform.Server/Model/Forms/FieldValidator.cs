using FluentValidation;

namespace Platform.Model.Forms;

/// <summary>The validator of one field, made from its definition; stops at the first rule that does not hold.</summary>
internal sealed class FieldValidator : AbstractValidator<FieldAnswer>
{
    private readonly List<FieldCheck> _checks;

    public FieldValidator(FormField field, CodeTables tables, FormLimits limits)
    {
        Field = field;
        _checks = [.. FieldChecks.Of(field, tables, limits)];
        var rule = RuleFor(a => a.Value).Cascade(CascadeMode.Stop);
        foreach (var check in _checks)
        {
            // The message is the code: texts are made where they are shown, in the language of the person.
            rule.Must((answer, _) => check.Holds(answer)).WithErrorCode(check.Code).WithMessage(check.Code)
                .WithState(answer => new Failure(check, check.Expected?.Invoke(answer)));
        }
    }

    public FormField Field { get; }

    public void Validate(FieldAnswer answer, string path, ProblemList problems)
    {
        // Most answers are right, and asking the rules themselves costs a tenth of what the report about them does.
        if (_checks.TrueForAll(check => check.Holds(answer)))
        {
            return;
        }

        foreach (var failure in Validate(answer).Errors)
        {
            var (check, expected) = (Failure)failure.CustomState;
            problems.Add(check.Code, path + check.Part, Field.Label, ShownValue.Of(Field, answer.Value), expected);
        }
    }

    private sealed record Failure(FieldCheck Check, object? Expected);
}
