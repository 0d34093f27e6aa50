//! The list of screens. Whatever must know all of them is made from it.

/// The screens in the order of their numbers: the name of each, and its folder in `screens`.
macro_rules! screens {
    ($make:ident) => {
        $make! {
            Today today,
            Runs runs,
            Errors errors,
            History history,
            Reports reports,
            Tables tables,
        }
    };
}
pub(crate) use screens;

macro_rules! names {
    ($($name:ident $folder:ident,)*) => {
        /// A screen by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Screen {
            $($name),*
        }

        impl Screen {
            /// All of them in the order of their numbers.
            pub const ALL: [Self; [$(Self::$name),*].len()] = [$(Self::$name),*];

            /// Its name on its tab.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),*
                }
            }
        }
    };
}
screens!(names);

impl Default for Screen {
    fn default() -> Self {
        Self::Today
    }
}

impl Screen {
    /// The screen so many tabs further, around the end.
    pub fn further(self, by: usize) -> Self {
        Self::ALL.into_iter().cycle().nth(self as usize + by).unwrap_or_default()
    }

    /// The screen of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name().eq_ignore_ascii_case(name))
    }
}
