using CsCheck;
using Platform.Model.Codes;

namespace Platform.Tests.Codes;

public sealed class CodeRulesTests
{
    private static readonly DateOnly Today = new(2025, 6, 2);

    [Theory]
    [InlineData("11010519491231002x", null)]
    [InlineData("11010519491231002", "citizenId.length")]
    [InlineData("", "citizenId.length")]
    [InlineData(null, "citizenId.length")]
    [InlineData("1101051949123100X2", "citizenId.characters")]
    [InlineData("11010519491231002Y", "citizenId.characters")]
    [InlineData("1101051949123100２X", "citizenId.characters")]
    [InlineData("110105199902290024", "citizenId.date")]
    [InlineData("110105199900010024", "citizenId.date")]
    [InlineData("110105000012310024", "citizenId.date")]
    [InlineData("110105202506030024", "citizenId.future")]
    [InlineData("110105194912310021", "citizenId.checksum")]
    public void A_citizen_id_is_refused_for_the_first_thing_wrong(string? value, string? code)
    {
        var problem = CitizenId.Check(value, Today, "applicant.idNumber");
        Assert.Equal(code, problem?.Code);
        Assert.Equal(code is null ? null : "applicant.idNumber", problem?.Field);
    }

    [Fact]
    public void An_unknown_address_code_is_no_refusal() => Assert.True(CitizenId.IsValid("99999919491231002" + CitizenId.CheckCharacter("99999919491231002")));

    [Fact]
    public void A_citizen_id_born_today_is_right()
    {
        var digits = "11010520250602002";
        Assert.Null(CitizenId.Check(digits + CitizenId.CheckCharacter(digits), Today));
    }

    [Theory]
    [InlineData(" 110105 19491231 002x ", "11010519491231002X")]
    [InlineData("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X")]
    [InlineData("\u200B11010519491231002X", "11010519491231002X")]
    [InlineData(null, "")]
    public void A_citizen_id_is_stored_in_one_form(string? typed, string stored) => Assert.Equal(stored, CitizenId.Normalize(typed));

    [Fact]
    public void Birth_date_and_sex_are_read_from_a_valid_number_only()
    {
        Assert.Equal(new DateOnly(1949, 12, 31), CitizenId.BirthDateOf("11010519491231002X"));
        Assert.Equal(Sex.Female, CitizenId.SexOf("11010519491231002X"));
        Assert.Equal(Sex.Male, CitizenId.SexOf("440524188001010014"));
        Assert.Equal("110105", CitizenId.AddressCodeOf("11010519491231002X"));
        Assert.Null(CitizenId.BirthDateOf("110105194912310021"));
        Assert.Null(CitizenId.SexOf("110105194912310021"));
        Assert.Null(CitizenId.SexOf(null));
    }

    [Theory]
    [InlineData("110105491231002", "11010519491231002X")]
    [InlineData("110105491331002", null)]
    [InlineData("11010549123100X", null)]
    [InlineData("11010519491231002X", null)]
    [InlineData(null, null)]
    public void A_fifteen_digit_number_gets_century_and_check_character(string? legacy, string? expected)
    {
        Assert.Equal(expected is not null, CitizenId.TryUpgrade(legacy, out var upgraded));
        Assert.Equal(expected, upgraded);
    }

    [Fact]
    public void One_wrong_digit_or_two_swapped_ones_never_pass_a_citizen_id() =>
        Gen.Select(Gen.Int[0, 999_999], Gen.Int[1, 20_000], Gen.Int[0, 999], Gen.Int[0, 16], Gen.Int[1, 9]).Sample((address, day, sequence, at, by) =>
        {
            var digits = $"{address:000000}{new DateOnly(1950, 1, 1).AddDays(day):yyyyMMdd}{sequence:000}";
            var id = digits + CitizenId.CheckCharacter(digits);
            Assert.True(CitizenId.IsValid(id));

            var wrong = id.ToCharArray();
            wrong[at] = (char)('0' + ((wrong[at] - '0' + by) % 10));
            Assert.False(CitizenId.IsValid(new string(wrong)));

            var swapped = id.ToCharArray();
            (swapped[at], swapped[at + 1]) = (swapped[at + 1], swapped[at]);
            Assert.True(swapped.SequenceEqual(id) || !CitizenId.IsValid(new string(swapped)));
        });

    [Theory]
    [InlineData("91350100M000100Y4", "creditCode.length")]
    [InlineData("9135O100M000100Y43", "creditCode.characters")]
    [InlineData("9135A100M000100Y43", "creditCode.characters")]
    [InlineData("91350100m000100y43", null)]
    public void A_credit_code_is_refused_for_the_first_thing_wrong(string value, string? code) => Assert.Equal(code, CreditCode.Check(value)?.Code);

    [Fact]
    public void A_refused_character_is_named_with_its_place()
    {
        var problem = CreditCode.Check("91350100M000100I43", "org.code")!;
        Assert.Equal(("I", 16, "org.code"), ((string)problem.Values!["found"]!, (int)problem.Values["position"]!, problem.Field));
    }

    [Fact]
    public void Parts_of_a_credit_code_are_read_from_a_valid_one_only()
    {
        Assert.Equal("M000100Y4", CreditCode.OrganisationCodeOf("91350100m000100y43"));
        Assert.Equal("350100", CreditCode.DivisionOf("91350100M000100Y43"));
        Assert.Null(CreditCode.OrganisationCodeOf("91350100M000100Y44"));
        Assert.Equal("91350100M000100Y43", CreditCode.Normalize(" 91350100-m000100y4-3"));
    }

    [Theory]
    [InlineData("01018385-9", true)]
    [InlineData("010183850", false)]
    [InlineData("01018385", false)]
    [InlineData("0101838*9", false)]
    public void An_organisation_code_may_be_typed_with_its_hyphen(string typed, bool valid) =>
        Assert.Equal(valid, OrganisationCode.IsValid(OrganisationCode.Normalize(typed)));

    [Fact]
    public void One_wrong_character_never_passes_a_credit_code() =>
        Gen.Select(Gen.Int[0, 30].Array[9], Gen.Int[0, 999_999], Gen.Int[8, 16], Gen.Int[1, 30]).Sample((parts, division, at, by) =>
        {
            var head = "91" + division.ToString("000000") + string.Concat(parts.Select(p => CreditCode.Alphabet[p]));
            var code = head + CreditCode.CheckCharacter(head);
            Assert.True(CreditCode.IsValid(code));
            var wrong = code.ToCharArray();
            wrong[at] = CreditCode.Alphabet[(CreditCode.Alphabet.IndexOf(wrong[at]) + by) % 31];
            Assert.False(CreditCode.IsValid(new string(wrong)));
        });

    [Fact]
    public void An_implementation_code_is_taken_apart_and_put_together()
    {
        var code = ImplementationCode.Parse("11650000010183859F2650116013001").Value;
        Assert.Equal(("11650000010183859F", 2, "650116013001", (string?)null), (code.Authority, code.Level, code.BasicCode, code.BusinessItem));
        Assert.Equal("11650000010183859F2650116013001", code.ToString());
        Assert.Equal("11650000010183859F265011601300102", ImplementationCode.Compose("11650000010183859f", 2, "650116013001", "02").Value.ToString());
        Assert.Equal("02", ImplementationCode.Parse("11650000010183859F265011601300102").Value.BusinessItem);
    }

    [Theory]
    [InlineData("11650000010183859F265011601300", "implementationCode.length")]
    [InlineData("1165000001018385902650116013001", "creditCode.checksum")]
    [InlineData("11650000010183859FA650116013001", "implementationCode.level")]
    [InlineData("11650000010183859F8650116013001", "implementationCode.level")]
    [InlineData("11650000010183859F26501160130A1", "implementationCode.basicCode")]
    [InlineData("11650000010183859F2650116013001A1", "implementationCode.businessItem")]
    public void An_implementation_code_with_a_wrong_part_is_refused_by_that_part(string value, string code)
    {
        Assert.Equal(code, Assert.Single(ImplementationCode.Parse(value).Problems).Code);
        Assert.False(ImplementationCode.TryParse(value, out _));
    }

    [Theory]
    [InlineData("111", "11010519491231002X", null)]
    [InlineData("111", "110105194912310021", "citizenId.checksum")]
    [InlineData("001", "91350100M000100Y43", null)]
    [InlineData("001", "91350100M000100Y44", "creditCode.checksum")]
    [InlineData("414", "E12345678", null)]
    [InlineData("516", "H0123456700", null)]
    [InlineData("511", "0012345678(B)", null)]
    [InlineData("553", "USA110077121201", null)]
    [InlineData("414", "E1", "idNumber.format")]
    [InlineData("414", "<script>", "idNumber.format")]
    [InlineData("7", "E12345678", "idType.unknown")]
    [InlineData(null, "E12345678", "idType.unknown")]
    public void An_id_number_is_judged_by_its_kind(string? type, string number, string? code)
    {
        var problem = IdTypes.Check(type, number, Today, "idType", "idNumber");
        Assert.Equal(code, problem?.Code);
        Assert.Equal(code is null ? null : code == "idType.unknown" ? "idType" : "idNumber", problem?.Field);
    }

    [Fact]
    public void Kinds_of_documents_have_one_code_and_two_languages()
    {
        Assert.Equal(IdTypes.All.Count, IdTypes.All.Select(t => t.Code).Distinct().Count());
        Assert.All(IdTypes.All, t => Assert.Equal(2, t.Name.Texts.Count));
        Assert.Equal(["001", "099", "990"], IdTypes.All.Where(t => t.IsOwn).Select(t => t.Code).Order());
    }

    [Theory]
    [InlineData("王小明", null)]
    [InlineData("𠮷田", null)]
    [InlineData("〇一", null)]
    [InlineData("王\uE863", null)]
    [InlineData("阿卜杜拉·买买提", null)]
    [InlineData("Anna-Maria O'Neil Jr.", null)]
    [InlineData("José Ñandú", null)]
    [InlineData("", "personName.empty")]
    [InlineData("  ", "personName.empty")]
    [InlineData(null, "personName.empty")]
    [InlineData("·王", "personName.characters")]
    [InlineData("王··明", "personName.characters")]
    [InlineData("王2", "personName.characters")]
    [InlineData("<b>", "personName.characters")]
    [InlineData("王\uFFFD", "personName.characters")]
    public void A_name_is_refused_only_for_what_no_name_contains(string? name, string? code) => Assert.Equal(code, PersonNames.Check(name)?.Code);

    [Fact]
    public void A_name_is_counted_in_characters_people_see()
    {
        Assert.Null(PersonNames.Check(string.Concat(Enumerable.Repeat("𠮷", 50))));
        Assert.Equal("personName.length", PersonNames.Check(new string('王', 51))?.Code);
    }

    [Theory]
    [InlineData(" 王 小 明 ", "王小明")]
    [InlineData("阿卜杜拉•买买提", "阿卜杜拉·买买提")]
    [InlineData("阿卜杜拉 ・ 买买提", "阿卜杜拉·买买提")]
    [InlineData("John   Smith", "John Smith")]
    [InlineData("\u200B王小明\u200B", "王小明")]
    [InlineData("\uF900", "\uF900")]
    public void A_name_is_stored_in_one_form_and_keeps_its_characters(string typed, string stored) => Assert.Equal(stored, PersonNames.Normalize(typed));

    [Theory]
    [InlineData("13800138000", true)]
    [InlineData("12800138000", false)]
    [InlineData("1380013800", false)]
    [InlineData("1380013800a", false)]
    [InlineData(null, false)]
    public void A_mobile_number_has_eleven_digits(string? value, bool valid)
    {
        Assert.Equal(valid, PhoneNumbers.IsMobile(value));
        Assert.Equal(valid ? null : "phone.mobile", PhoneNumbers.CheckMobile(value)?.Code);
    }

    [Theory]
    [InlineData("+86 138-0013-8000", "13800138000")]
    [InlineData("0086 13800138000", "13800138000")]
    [InlineData("(0571) 8888 0000", "057188880000")]
    public void A_phone_number_is_stored_in_one_form(string typed, string stored) => Assert.Equal(stored, PhoneNumbers.Normalize(typed));

    [Theory]
    [InlineData("0571-88880000转123", true)]
    [InlineData("12345", true)]
    [InlineData("+4930123456", true)]
    [InlineData("1234", false)]
    [InlineData("12+345", false)]
    [InlineData("phone", false)]
    [InlineData(null, false)]
    public void A_phone_number_can_be_dialled(string? value, bool valid) => Assert.Equal(valid ? null : "phone.format", PhoneNumbers.Check(value)?.Code);
}
